using System.Text.RegularExpressions;

namespace Grants.Conventions.Tests;

/// <summary>The pipelines take nothing that can change under them, and have no more rights than each job needs.</summary>
public sealed partial class WorkflowTests
{
    private static readonly IReadOnlyList<string> _files = Repository.Files(".github/workflows", ".yml");

    public static TheoryData<string> Files() => [.. _files];

    [Fact]
    public void Workflows_BuildReleaseAndDeploy() =>
        Assert.Equal([".github/workflows/build.yml", ".github/workflows/deploy.yml", ".github/workflows/release.yml"], _files);

    [Theory]
    [MemberData(nameof(Files))]
    public void Action_IsPinnedByItsCommit(string file)
    {
        var used = Uses().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, action => Assert.True(action.StartsWith("./.github/workflows/", StringComparison.Ordinal) ? _files.Contains(action[2..]) : Pinned().IsMatch(action), action));
    }

    [Fact]
    public void SameAction_IsTheSameEverywhere()
    {
        var versions = _files.SelectMany(file => Uses().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value)).Where(action => action.Contains('@', StringComparison.Ordinal)).Distinct().GroupBy(action => action.Split('@')[0]);
        Assert.All(versions, action => Assert.Single(action));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Job_SaysWhatItMay_AndTheWorkflowNothing(string file)
    {
        var lines = Repository.Read(file).Split('\n');
        Assert.Contains("permissions: {}", lines);
        var jobs = Jobs(lines).ToList();
        Assert.NotEmpty(jobs);
        Assert.All(jobs, job =>
        {
            Assert.Contains("    permissions:", job.Lines);
            // Nothing is ever written to the repository.
            Assert.DoesNotContain(job.Lines, line => line.Trim() is "contents: write" or "permissions: write-all" or "packages: write" or "pull-requests: write");
            Assert.True(job.Lines.Any(line => line.StartsWith("    timeout-minutes:", StringComparison.Ordinal) || line.StartsWith("    uses:", StringComparison.Ordinal)), $"{job.Name} could run for hours.");
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Checkout_LeavesNoCredentialBehind(string file)
    {
        var lines = Repository.Read(file).Split('\n');
        Assert.All(Enumerable.Range(0, lines.Length).Where(line => lines[line].Contains("actions/checkout@", StringComparison.Ordinal)),
            line => Assert.Equal(("with:", "persist-credentials: false"), (lines[line + 1].Trim(), lines[line + 2].Trim())));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Script_TakesNothingFromOutsideIntoItsText(string file)
    {
        // '${{ }}' in a script is pasted into it: a branch's name could be a command. Scripts read the environment instead.
        var lines = Repository.Read(file).Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (RunKey().Match(lines[line]) is not { Success: true } run) continue;
            var depth = run.Groups[1].Length;
            var script = lines.Skip(line + 1).TakeWhile(each => each.Length == 0 || each.Length - each.TrimStart().Length > depth + (lines[line].TrimStart().StartsWith('-') ? 1 : 0)).Prepend(lines[line]);
            Assert.DoesNotContain(script.TakeWhile(each => each.Trim() is not ("env:" or "with:")), each => each.Contains("${{", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Production_ComesAfterStaging_WithTheSamePackage_AndWithoutAPassword()
    {
        var release = Repository.Read(".github/workflows/release.yml");
        Assert.Matches(@"production:\n    needs: staging\n    uses: \./\.github/workflows/deploy\.yml", release);
        var deploy = Repository.Read(".github/workflows/deploy.yml");
        Assert.Contains("environment: ${{ inputs.environment }}", deploy, StringComparison.Ordinal);
        Assert.Contains("id-token: write", deploy, StringComparison.Ordinal);
        Assert.DoesNotContain("creds:", deploy, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet publish", deploy, StringComparison.Ordinal);
    }

    [Fact]
    public void Deployment_GivesEveryValueThatTheParametersRead()
    {
        var deploy = Repository.Read(".github/workflows/deploy.yml");
        var read = EnvironmentVariable().Matches(Repository.Read("infra/main.bicepparam")).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(read);
        Assert.All(read, name => Assert.Contains($"          {name}: ${{{{ ", deploy, StringComparison.Ordinal));
    }

    [Fact]
    public void Deployment_FallsBackOnTheParametersOwnDefaults()
    {
        // A variable that is not set arrives empty, and the parameters' default is for one that does not arrive.
        var deploy = Repository.Read(".github/workflows/deploy.yml");
        var defaults = Default().Matches(Repository.Read("infra/main.bicepparam")).Select(match => (Name: match.Groups[1].Value, Value: match.Groups[2].Value)).ToList();
        Assert.Contains(("GRANTS_KIND", "dev"), defaults);
        Assert.All(defaults, value => Assert.Matches($@"(?m)^          {value.Name}: \$\{{\{{ vars\.{value.Name} \|\| '{Regex.Escape(value.Value)}' \}}\}}$", deploy));
        Assert.Contains("          AZURE_ENV_NAME: ${{ vars.AZURE_ENV_NAME || vars.GRANTS_KIND || 'dev' }}", deploy, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, List<string> Lines)> Jobs(string[] lines)
    {
        var from = Array.IndexOf(lines, "jobs:");
        var starts = Enumerable.Range(from + 1, lines.Length - from - 1).Where(line => JobName().IsMatch(lines[line])).ToList();
        for (var job = 0; job < starts.Count; job++)
            yield return (lines[starts[job]].Trim(), [.. lines[starts[job]..(job + 1 < starts.Count ? starts[job + 1] : lines.Length)]]);
    }

    [GeneratedRegex(@"^\s*(?:- )?uses: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex("^[\\w.-]+/[\\w./-]+@[0-9a-f]{40}$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^  [\w-]+:$")]
    private static partial Regex JobName();

    [GeneratedRegex(@"^( *)(?:- )?run:")]
    private static partial Regex RunKey();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)', '([^']+)'\)")]
    private static partial Regex Default();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex EnvironmentVariable();
}
