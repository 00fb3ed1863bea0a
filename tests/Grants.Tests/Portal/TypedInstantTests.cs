using Grants.Portal;

namespace Grants.Tests.Portal;

/// <summary>Times as people type them on a zone's clock.</summary>
public sealed class TypedInstantTests
{
    [Theory]
    // Sydney puts its clocks forward on the first Sunday in October, from 02:00 to 03:00, and back on the first in April, from 03:00 to 02:00.
    [InlineData("Australia/Sydney", "2029-10-07T01:59", "2029-10-06T15:59Z")]
    [InlineData("Australia/Sydney", "2029-10-07T02:00", "skip")]
    [InlineData("Australia/Sydney", "2029-10-07T02:59", "skip")]
    [InlineData("Australia/Sydney", "2029-10-07T03:00", "2029-10-06T16:00Z")]
    [InlineData("Australia/Sydney", "2030-04-07T01:59", "2030-04-06T14:59Z")]
    [InlineData("Australia/Sydney", "2030-04-07T02:00", "twice")]
    [InlineData("Australia/Sydney", "2030-04-07T02:59", "twice")]
    [InlineData("Australia/Sydney", "2030-04-07T03:00", "2030-04-06T17:00Z")]
    // Lord Howe's clocks move by half an hour only.
    [InlineData("Australia/Lord_Howe", "2029-10-07T02:15", "skip")]
    [InlineData("Australia/Lord_Howe", "2029-10-07T02:30", "2029-10-06T15:30Z")]
    // Both sides of the date line: the same instant is two days apart.
    [InlineData("Pacific/Kiritimati", "2030-01-02T00:30", "2030-01-01T10:30Z")]
    [InlineData("Pacific/Pago_Pago", "2029-12-31T23:30", "2030-01-01T10:30Z")]
    // Samoa went over to the other side: it had no 30 December 2011 at all.
    [InlineData("Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59Z")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "skip")]
    [InlineData("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00Z")]
    [InlineData("Asia/Yangon", "2030-01-01T00:00", "2029-12-31T17:30Z")]
    [InlineData("Asia/Bangkok", "2028-02-29T17:00", "2028-02-29T10:00Z")]
    public void TryRead_GapsAndOverlapsAreRefused_EverythingElseIsOneInstant(string zone, string local, string expected)
    {
        var typed = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture);
        var wrong = TypedInstant.TryRead(
            TypedDate.Of(DateOnly.FromDateTime(typed)), typed.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone), out var utc);
        if (expected.EndsWith('Z')) Assert.Equal((null, expected), (wrong, utc.ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture)));
        else Assert.Contains(expected, wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31, "25:00", "Day,Time")]
    [InlineData(31, "17:00", "Day")]
    [InlineData(28, "5 pm", "Time")]
    [InlineData(28, "17:00", "")]
    public void Read_SaysAtEachFieldWhatIsWrongThere(int dayOfFebruary, string time, string fields)
    {
        var errors = new FieldErrors();
        var utc = TypedInstant.Read((new TypedDate { Day = $"{dayOfFebruary}", Month = "2", Year = "2030" }, "Day"), (time, "Time"), TimeZoneInfo.Utc, errors, "Deadline");
        Assert.Equal(fields, string.Join(',', errors.Select(error => error.Field)));
        Assert.All(errors, error => Assert.StartsWith("Deadline: ", error.Message, StringComparison.Ordinal));
        Assert.Equal(errors.Any ? default : new DateTime(2030, 2, 28, 17, 0, 0, DateTimeKind.Utc), utc);
    }

    /// <summary>In every zone that there is, at every half hour of random days: what is read is what was typed; what is refused has no instant, or two.</summary>
    [Fact]
    public void TryRead_InEveryZone_ReadsBackWhatWasTyped()
    {
        var random = new Random(20300107);
        var (read, refused) = (0, 0);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            // Days of change, where there are any, and some others.
            var days = Enumerable.Range(0, 365).Select(day => new DateOnly(2029, 1, 1).AddDays(day))
                .Where(day => zone.GetUtcOffset(day.ToDateTime(TimeOnly.MinValue)) != zone.GetUtcOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue)) || random.Next(120) == 0);
            foreach (var day in days)
            {
                for (var minutes = 0; minutes < 24 * 60; minutes += 30)
                {
                    var time = $"{minutes / 60:00}:{minutes % 60:00}";
                    if (TypedInstant.TryRead(TypedDate.Of(day), time, zone, out var utc) is not null)
                    {
                        var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(minutes);
                        Assert.NotEqual(1, InstantsThatShow(local, zone));
                        refused++;
                        continue;
                    }

                    var (readDay, readTime) = TypedInstant.Of(utc, zone);
                    Assert.Equal((TypedDate.Of(day).Day, TypedDate.Of(day).Month, time), (readDay.Day, readDay.Month, readTime));
                    read++;
                }
            }
        }

        Assert.True(read > 10_000 && refused > 50, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("25:00")]
    [InlineData("12:60")]
    [InlineData("5 pm")]
    [InlineData("17")]
    [InlineData("")]
    [InlineData(null)]
    public void TryRead_WhatIsNoTime_IsRefused(string? time) =>
        Assert.Contains("hours and minutes", TypedInstant.TryRead(TypedDate.Of(new DateOnly(2030, 1, 1)), time, TimeZoneInfo.Utc, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("១៧:០០")]
    [InlineData("17.00")]
    [InlineData(" 17:00 ")]
    public void TryRead_OtherDigitsAndSeparators_AreRead(string time)
    {
        Assert.Null(TypedInstant.TryRead(TypedDate.Of(new DateOnly(2030, 1, 1)), time, TimeZoneInfo.FindSystemTimeZoneById("Asia/Phnom_Penh"), out var utc));
        Assert.Equal(new DateTime(2030, 1, 1, 10, 0, 0, DateTimeKind.Utc), utc);
    }

    // By the zone's offsets alone: which of the instants that it could be shows this time.
    private static int InstantsThatShow(DateTime local, TimeZoneInfo zone) =>
        Enumerable.Range(-14 * 4, (26 * 4) + 1).Select(quarters => DateTime.SpecifyKind(local.AddMinutes(quarters * 15), DateTimeKind.Utc))
            .Count(utc => TimeZoneInfo.ConvertTimeFromUtc(utc, zone) == local);
}
