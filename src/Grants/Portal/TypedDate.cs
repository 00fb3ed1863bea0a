using System.Globalization;

namespace Grants.Portal;

/// <summary>A date as a person typed it, kept so that a wrong one can be shown again. Binds from a form's <c>Name.Day</c>, <c>Name.Month</c>, <c>Name.Year</c>.</summary>
public sealed class TypedDate
{
    /// <summary>What stands in the day box.</summary>
    public string? Day { get; set; }
    /// <summary>What stands in the month box.</summary>
    public string? Month { get; set; }
    /// <summary>What stands in the year box.</summary>
    public string? Year { get; set; }

    /// <summary>Whether nothing was typed at all.</summary>
    public bool Empty => string.IsNullOrWhiteSpace(Day) && string.IsNullOrWhiteSpace(Month) && string.IsNullOrWhiteSpace(Year);

    /// <summary>The boxes' content for a known date.</summary>
    public static TypedDate Of(DateOnly date) => new()
    {
        Day = date.Day.ToString(CultureInfo.InvariantCulture),
        Month = date.Month.ToString(CultureInfo.InvariantCulture),
        Year = date.Year.ToString("0000", CultureInfo.InvariantCulture),
    };

    /// <summary>Reads the date, in any script's digits; false when it is no real date. Buddhist-era years (2569) are refused, not guessed.</summary>
    public bool TryParse(out DateOnly date) => WhyNot(out date) is null;

    /// <summary>Reads the date, in any script's digits.</summary>
    /// <param name="date">The date when there is no error.</param>
    /// <returns>What must be corrected; null when it could be read.</returns>
    public string? WhyNot(out DateOnly date)
    {
        date = default;
        if (!PortalText.TryParseCount(Day, out int day) || !PortalText.TryParseCount(Month, out int month) || !PortalText.TryParseCount(Year, out int year)) return T("Enter the day, the month and the year in figures");
        if (year is < 1900 or > 2199) return T("Enter the year of the common era in four figures, such as 2027");
        if (month is < 1 or > 12) return T("Enter the month as a figure from 1 to 12");
        if (day < 1 || day > DateTime.DaysInMonth(year, month)) return T("That month has no such day: enter a real date");
        date = new DateOnly(year, month, day);
        return null;
    }
}
