using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Grants.Accounts;
using Grants.Data;
using Grants.Lifecycle;
using Grants.Portal;
using Microsoft.EntityFrameworkCore;

namespace Grants.Applications.ExportApplications;

/// <summary>Writes the whole list of applications, row by row as it is read, so that a hundred thousand need no more memory than one.</summary>
internal sealed class Handler(GrantsDb db, CurrentActor actor, TimeProvider clock) : IUseCase
{
    // What a spreadsheet would take for a formula.
    private const string FormulaStarts = "=+-@\t\r＝＋－＠";
    private const int FlushEvery = 500;

    // Places in the workbook's formats of cells.
    private const uint InstantStyle = 1;
    private const uint HeaderStyle = 2;
    private const uint InstantFormat = 164; // the first that is not the program's own

    // In characters, column by column.
    private static readonly double[] _widths = [14, 40, 34, 34, 14, 18, 22, 22, 20, 20, 10, 14, 22, 16, 8, 10];

    /// <summary>CSV with a header, in UTF-8 with a mark that Excel needs; a text that a spreadsheet would run as a formula begins with an apostrophe.</summary>
    public async Task WriteCsvAsync(Filter filter, Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Line(Header()));
        var written = 0;
        await foreach (var row in RowsAsync(filter, cancellationToken))
        {
            await writer.WriteAsync(Line(Cells(row)));
            if (++written % FlushEvery == 0) await writer.FlushAsync(cancellationToken);
        }
    }

    /// <summary>A workbook in a file of its own that is deleted when it has been sent: its parts are compressed, and that needs a place to go back in.</summary>
    public async Task<Stream> MakeWorkbookAsync(Filter filter, CancellationToken cancellationToken)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
            {
                var workbook = document.AddWorkbookPart();
                var sheet = workbook.AddNewPart<WorksheetPart>();
                workbook.Workbook = new Workbook(new Sheets(new Sheet { Id = workbook.GetIdOfPart(sheet), SheetId = 1, Name = T("Applications") }));
                workbook.Workbook.Save();
                workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
                using var writer = OpenXmlWriter.Create(sheet);
                writer.WriteStartElement(new Worksheet());
                // The header stays in sight.
                writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
                writer.WriteElement(new Columns(_widths.Select((width, index) => new Column { Min = (uint)index + 1, Max = (uint)index + 1, Width = width, CustomWidth = true })));
                writer.WriteStartElement(new SheetData());
                WriteRow(writer, Header(), HeaderStyle);
                await foreach (var row in RowsAsync(filter, cancellationToken)) WriteRow(writer, Cells(row));
                writer.WriteEndElement();
                writer.WriteEndElement();
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async IAsyncEnumerable<Row> RowsAsync(Filter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await ApplicationList.SearchAsync(db, filter.Search, cancellationToken);
        var applications = ApplicationList.Query(db, actor.Value, filter, found, clock.GetUtcNow().UtcDateTime);
        await foreach (var row in ApplicationList.Rows(db, actor.Value, applications).AsAsyncEnumerable().WithCancellation(cancellationToken)) yield return ApplicationList.AsKnown(actor.Value, row);
    }

    private static object?[] Header() =>
    [
        T("Number"), T("Title"), T("Organisation"), T("Its name in its own script"), T("Call"), T("Where"), T("Stage"), T("Award"), T("In this stage since (UTC)"), T("Submitted (UTC)"), T("Currency"), T("Requested"), T("Screener"), T("Score in percent"), T("Rank"), T("Findings"),
    ];

    private static object?[] Cells(Row row) =>
    [
        row.Number, row.Title, row.Organisation, row.OwnName, row.CallReference, row is { IsUnsubmitted: true, Country: null } ? null : Countries.Place(row.Country), T(GrantLifecycle.Of(row.Stage).StaffLabel), row.AwardStage is { } award ? T(GrantLifecycle.Of(award).StaffLabel) : null, row.StageSince, row.SubmittedAt, row.Currency,
        row is { IsUnsubmitted: true, RequestedMinor: 0 } ? null : row.RequestedMinor / (PortalText.Decimals(row.Currency) == 0 ? 1m : 100m), row.Screener, row.Score / 100m, (decimal?)row.Rank, (decimal?)row.Findings,
    ];

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = InstantFormat, FormatCode = "yyyy\\-mm\\-dd\\ hh:mm:ss" }),
        new Fonts(new Font(new FontSize { Val = 11 }, new FontName { Val = "Calibri" }), new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "Calibri" })),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = InstantFormat, ApplyNumberFormat = true }, new CellFormat { FontId = 1, ApplyFont = true }));

    private static string Line(IEnumerable<object?> cells) => string.Join(',', cells.Select(Csv)) + "\r\n";

    private static string Csv(object? cell) => cell switch
    {
        null => "",
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        DateTime utc => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => $"\"{Harmless((string)cell).Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
    };

    private static string Harmless(string text) => text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    // A text in a cell of its own type is never a formula.
    private static void WriteRow(OpenXmlWriter writer, IEnumerable<object?> cells, uint textStyle = 0)
    {
        writer.WriteStartElement(new DocumentFormat.OpenXml.Spreadsheet.Row());
        foreach (var cell in cells)
        {
            writer.WriteElement(cell switch
            {
                null => new Cell(),
                decimal number => new Cell(new CellValue(number.ToString(CultureInfo.InvariantCulture))) { DataType = CellValues.Number },
                DateTime utc => new Cell(new CellValue(utc.ToOADate().ToString("R", CultureInfo.InvariantCulture))) { DataType = CellValues.Number, StyleIndex = InstantStyle },
                _ => new Cell(new InlineString(new Text((string)cell) { Space = SpaceProcessingModeValues.Preserve })) { DataType = CellValues.InlineString, StyleIndex = textStyle },
            });
        }

        writer.WriteEndElement();
    }
}
