using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grants.Local.Demo;
using Grants.SurvivorData;
using Xunit.Abstractions;

namespace Grants.Tests.SurvivorData;

public sealed class SurvivorDataGuardTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    [Fact]
    public void Find_OnSampleTexts_FindsNearlyAllAndSeldomAlarmsFalsely() =>
        Measure("samples.json", SurvivorDataGuard.Find, fewest: 120, recall: 0.95, falseAlarms: 0.02);

    [Fact]
    public void FindInFileName_OnSampleNames_FindsNearlyAllAndSeldomAlarmsFalsely() =>
        Measure("fileNames.json", SurvivorDataGuard.FindInFileName, fewest: 18, recall: 0.95, falseAlarms: 0.02);

    [Fact]
    public void Find_InTheIllustrativeProgrammesTexts_FindsNothing()
    {
        Assert.NotEmpty(DemoWorld.Applicants);
        Assert.All(DemoWorld.Applicants, applicant => Assert.Empty(SurvivorDataGuard.Find($"{applicant.Title}\n{applicant.Story}")));
    }

    [Theory]
    [InlineData("Her mobile is +855 12 345 678 today.", "+855 12 345 678", "+8•• 1• 3•• 6••")]
    [InlineData("Nạn nhân tên là Nguyễn Thị Lan.", "Nguyễn Thị Lan", "N••••• T•• L••")]
    [InlineData("ថ្ងៃខែឆ្នាំកំណើត៖ ១២/០៣/២០០៦", "១២/០៣/២០០៦", "១•/០•/២•••")]
    [InlineData("NIK 3174\u200B094503\u200B050001", "3174\u200B094503\u200B050001", null)]
    public void Find_SaysWhereItStandsAndShowsOnlyFirstLetters(string text, string expected, string? masked)
    {
        var finding = Assert.Single(SurvivorDataGuard.Find(text));
        Assert.Equal(expected, text.Substring(finding.Start, finding.Length));
        if (masked is not null) Assert.Equal(masked, finding.Masked);
        Assert.DoesNotContain(expected, finding.Masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData(".pdf")]
    public void Find_InNothing_FindsNothing(string text)
    {
        Assert.Empty(SurvivorDataGuard.Find(text));
        Assert.Empty(SurvivorDataGuard.FindInFileName(text));
    }

    // What makes a backtracking expression take minutes takes these rules as long as any other text.
    [Theory]
    [InlineData("a@a.a.a.a.a.")]
    [InlineData("Aa Aa Aa Aa, ")]
    [InlineData("born in aa aa aa aa, ")]
    [InlineData("0 00 000 0000 00000 ")]
    public void Find_InHostileText_EndsSoon(string unit)
    {
        SurvivorDataGuard.Find("The rules are read first.");
        var hostile = string.Concat(Enumerable.Repeat(unit, 60_000 / unit.Length));
        var watch = Stopwatch.StartNew();
        var found = SurvivorDataGuard.Find(hostile);
        Assert.InRange(found.Count, 0, SurvivorDataGuard.MostFindings);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    private void Measure(string file, Func<string, IReadOnlyList<SurvivorDataFinding>> find, int fewest, double recall, double falseAlarms)
    {
        var samples = JsonSerializer.Deserialize<List<Sample>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SurvivorData", file)), _json)!;
        Assert.True(samples.Count >= fewest, $"{samples.Count} samples");
        var (labelled, hit, wrong, alarms) = (0, 0, 0, 0);
        foreach (var sample in samples)
        {
            var found = find(sample.Text).Select(finding => finding.Kind).ToList();
            var missed = sample.Finds.Except(found).ToList();
            var beside = found.Where(kind => !sample.Finds.Contains(kind)).ToList();
            (labelled, hit, wrong) = (labelled + sample.Finds.Count, hit + sample.Finds.Count - missed.Count, wrong + beside.Count);
            if (sample.Finds.Count == 0 && found.Count > 0) alarms++;
            if (missed.Count + beside.Count > 0)
                output.WriteLine($"{sample.Language}: {sample.Text}\n    missed {string.Join(", ", missed)}; wrongly found {string.Join(", ", find(sample.Text).Where(finding => beside.Contains(finding.Kind)).Select(finding => $"{finding.Kind} {finding.Masked}"))}");
        }

        var ordinary = samples.Count(sample => sample.Finds.Count == 0);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{samples.Count} samples in {samples.Select(sample => sample.Language).Distinct().Count()} languages: recall {(double)hit / labelled:P1} ({hit} of {labelled}), precision {(double)hit / (hit + wrong):P1}, false alarms on {alarms} of {ordinary} ordinary texts"));
        Assert.True(hit >= recall * labelled, "Too much is missed.");
        Assert.True(hit >= 0.97 * (hit + wrong), "Too much is found that is none.");
        Assert.True(alarms <= falseAlarms * ordinary, "Too many false alarms.");
    }

    private sealed record Sample(string Language, string Text, IReadOnlyList<SurvivorDataKind> Finds);
}
