using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Grants.Accounts.SetUpAuthenticator;

namespace Grants.Tests.Accounts;

/// <summary>The picture of a QR code is read again, as ISO/IEC 18004 says that a camera does.</summary>
public sealed partial class QrCodeTests
{
    private const int Margin = 4, Version2 = 25;

    // The masks of section 7.8.2, by their numbers.
    private static readonly Func<int, int, bool>[] _masks =
    [
        (y, x) => (y + x) % 2 == 0, (y, _) => y % 2 == 0, (_, x) => x % 3 == 0, (y, x) => (y + x) % 3 == 0,
        (y, x) => (y / 2 + x / 3) % 2 == 0, (y, x) => y * x % 2 + y * x % 3 == 0, (y, x) => (y * x % 2 + y * x % 3) % 2 == 0, (y, x) => ((y + x) % 2 + y * x % 3) % 2 == 0,
    ];

    [Theory]
    [InlineData("otpauth://totp/a?secret=B2")]
    [InlineData("otpauth://totp/z?secret=77")]
    public void Picture_IsReadAsTheText(string text)
    {
        var code = QrCode.Of(text);
        Assert.Equal(Version2 + 2 * Margin, code.Size);
        Assert.Equal(text, Read(Dark(code)));
    }

    [Fact]
    public void LongestLink_HasAPicture_WithItsThreeCornersAndAMargin()
    {
        var code = QrCode.Of($"otpauth://totp/Commonground:{new string('a', 254)}?secret={new string('A', 32)}&issuer=Commonground");
        var dark = Dark(code);
        var size = dark.GetLength(0);
        Assert.Equal(0, (size - 17) % 4);
        foreach (var (y, x) in new[] { (0, 0), (0, size - 7), (size - 7, 0) })
            Assert.Equal(33, Enumerable.Range(0, 49).Count(i => dark[y + i / 7, x + i % 7]));
    }

    // What the path draws, without the margin, in which there is nothing.
    private static bool[,] Dark(QrCode code)
    {
        var size = code.Size - 2 * Margin;
        var dark = new bool[size, size];
        var drawn = 0;
        foreach (var run in Run().Matches(code.Path).Select(match => match.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture)).ToList()))
        {
            for (var x = run[0]; x < run[0] + run[2]; x++) dark[run[1] - Margin, x - Margin] = true;
            drawn += $"M{run[0]} {run[1]}h{run[2]}v1h-{run[2]}z".Length;
        }

        Assert.Equal(code.Path.Length, drawn);
        return dark;
    }

    // Version 2, level M: one block, 28 codewords of data, no version information, one alignment pattern.
    private static string Read(bool[,] dark)
    {
        const int Size = Version2;
        var format = Enumerable.Range(0, 5).Aggregate(0, (bits, x) => bits << 1 | (dark[8, x] ? 1 : 0)) ^ 0b10101;
        Assert.Equal(0, format >> 3); // M
        var mask = _masks[format & 7];
        bool IsOfAPattern(int y, int x) => (y < 9 && (x < 9 || x >= Size - 8)) || (y >= Size - 8 && x < 9) || y == 6 || x == 6 || (y is >= 16 and <= 20 && x is >= 16 and <= 20);

        var bits = new List<bool>();
        var isUpward = true;
        for (var right = Size - 1; right > 0; right -= 2, isUpward = !isUpward)
        {
            if (right == 6) right--; // the timing pattern's column
            for (var i = 0; i < Size; i++)
            {
                var y = isUpward ? Size - 1 - i : i;
                foreach (var x in new[] { right, right - 1 }) if (!IsOfAPattern(y, x)) bits.Add(dark[y, x] ^ mask(y, x));
            }
        }

        int Number(int from, int length) => bits.Skip(from).Take(length).Aggregate(0, (number, bit) => number << 1 | (bit ? 1 : 0));
        Assert.Equal(0b0100, Number(0, 4)); // bytes
        return Encoding.ASCII.GetString([.. Enumerable.Range(0, Number(4, 8)).Select(i => (byte)Number(12 + 8 * i, 8))]);
    }

    [GeneratedRegex("M([0-9]+) ([0-9]+)h([0-9]+)v1h-[0-9]+z")]
    private static partial Regex Run();
}
