using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Grants.Tests.Language;

/// <summary>html-validate, from the npm packages beside these tests: the HTML standard and what makes pages accessible.</summary>
internal sealed class HtmlChecker
{
    private readonly string _folder;

    private HtmlChecker(string folder) => _folder = folder;

    /// <summary>The checker; null where it is not installed.</summary>
    public static HtmlChecker? Find([CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath("../Html", Path.GetDirectoryName(here)!);
        return File.Exists(Path.Combine(folder, "node_modules/html-validate/bin/html-validate.mjs")) ? new HtmlChecker(folder) : null;
    }

    /// <summary>What is wrong with pages, one line each.</summary>
    /// <param name="pages">Kind of page, and its HTML.</param>
    public async Task<IReadOnlyList<string>> FindingsAsync(IReadOnlyDictionary<string, string> pages)
    {
        var saved = Directory.CreateTempSubdirectory("grants-html-");
        try
        {
            var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (index, page) in pages.Index())
            {
                var file = Path.Combine(saved.FullName, $"{index}.html");
                kinds[file] = page.Key;
                await File.WriteAllTextAsync(file, page.Value);
            }

            // Into a file: what is left in a pipe when node ends is lost.
            var report = Path.Combine(saved.FullName, "report.json");
            var start = new ProcessStartInfo("node") { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])["node_modules/html-validate/bin/html-validate.mjs", "--config", ".htmlvalidate.mjs", "--formatter", $"json={report}", $"{saved.FullName}/*.html"]) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(File.Exists(report), $"html-validate failed: {output}{await errors}");
            return
            [
                .. from file in JsonDocument.Parse(await File.ReadAllTextAsync(report)).RootElement.EnumerateArray()
                   from message in file.GetProperty("messages").EnumerateArray()
                   let kind = kinds[file.GetProperty("filePath").GetString()!]
                   group kind by $"{message.GetProperty("ruleId")}: {message.GetProperty("message")}" into same
                   select $"{same.Key} ({string.Join(", ", same.Distinct().Take(3))})",
            ];
        }
        finally
        {
            saved.Delete(recursive: true);
        }
    }
}
