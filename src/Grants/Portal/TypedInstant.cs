using System.Globalization;

namespace Grants.Portal;

/// <summary>A day and a time of day as people type them on a zone's clock, read as one instant; whatever could mean two instants or none is refused, never guessed.</summary>
internal static class TypedInstant
{
    /// <summary>Reads a day and a time such as '17:00', in any script's digits.</summary>
    /// <param name="day">The day as typed.</param>
    /// <param name="time">The time of day as typed.</param>
    /// <param name="zone">The zone on whose clock it is.</param>
    /// <param name="utc">The instant (UTC) when there is no error.</param>
    /// <returns>What must be corrected; null when it could be read.</returns>
    public static string? TryRead(TypedDate? day, string? time, TimeZoneInfo zone, out DateTime utc)
    {
        utc = default;
        return (day ?? new TypedDate()).WhyNot(out var date) ?? WhyNoTime(time, out var hour) ?? TryRead(date.ToDateTime(hour), zone, out utc);
    }

    /// <summary>Reads a day and a time from two fields, and says at each of them what must be corrected there.</summary>
    /// <param name="day">The day as typed, and the name of its field.</param>
    /// <param name="time">The time of day as typed, and the name of its field.</param>
    /// <param name="zone">The zone on whose clock it is.</param>
    /// <param name="errors">Where it is said.</param>
    /// <param name="name">What the instant is, for a page that has several of them; null where it is the only one.</param>
    /// <returns>The instant (UTC); the beginning of all time when it could not be read.</returns>
    public static DateTime Read((TypedDate? Typed, string Field) day, (string? Typed, string Field) time, TimeZoneInfo zone, FieldErrors errors, string? name = null)
    {
        var (noDay, noTime) = ((day.Typed ?? new TypedDate()).WhyNot(out var date), WhyNoTime(time.Typed, out var hour));
        if (noDay is not null) errors.Add(day.Field, Named(noDay));
        if (noTime is not null) errors.Add(time.Field, Named(noTime));
        if (noDay is not null || noTime is not null) return default;
        if (TryRead(date.ToDateTime(hour), zone, out var utc) is { } wrong) errors.Add(time.Field, Named(wrong));
        return utc;

        string Named(string message) => name is null ? message : T($"{name}: {message}");
    }

    private static string? WhyNoTime(string? time, out TimeOnly hour)
    {
        hour = default;
        var parts = (time ?? "").Trim().Split(':', '.');
        if (parts.Length != 2 || parts[1].Length != 2 || !PortalText.TryParseCount(parts[0], out var hours) || !PortalText.TryParseCount(parts[1], out var minutes) || hours > 23 || minutes > 59)
            return T("Enter the time of day as hours and minutes from 00:00 to 23:59, such as 17:00");
        hour = new TimeOnly(hours, minutes);
        return null;
    }

    /// <summary>Reads a local time of a zone.</summary>
    /// <inheritdoc cref="TryRead(TypedDate?, string?, TimeZoneInfo, out DateTime)"/>
    public static string? TryRead(DateTime local, TimeZoneInfo zone, out DateTime utc)
    {
        // The instants at which the zone's clocks show this time, by the offsets in force around it. TimeZoneInfo's own questions about gaps and overlaps do not know
        // of changes of a zone's standard time, as when Samoa went over to the other side of the date line.
        var instants = new[] { -1, 0, 1 }
            .Select(days => zone.GetUtcOffset(DateTime.SpecifyKind(local.AddDays(days), DateTimeKind.Utc))).Distinct()
            .Select(offset => DateTime.SpecifyKind(local - offset, DateTimeKind.Utc))
            .Where(instant => TimeZoneInfo.ConvertTimeFromUtc(instant, zone) == local)
            .ToList();
        utc = instants.Count == 1 ? instants[0] : default;
        return instants.Count switch
        {
            0 => T("The clocks of this time zone are put forward and skip that time: choose an earlier or a later one"),
            1 => null,
            _ => T("The clocks of this time zone are put back and show that time twice: choose an earlier or a later one"),
        };
    }

    /// <summary>An instant (UTC) as it would be typed on a zone's clock.</summary>
    public static (TypedDate Day, string Time) Of(DateTime utc, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        return (TypedDate.Of(DateOnly.FromDateTime(local)), local.ToString("HH:mm", CultureInfo.InvariantCulture));
    }
}
