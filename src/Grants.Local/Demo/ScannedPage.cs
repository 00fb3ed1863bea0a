using System.Buffers.Binary;

namespace Grants.Local.Demo;

/// <summary>
/// A page as a scanner would send it: a greyscale baseline JPEG (ITU-T T.81) with lines of 'writing' and the grain of paper. The grain comes from a
/// seed, so the same page always has the same bytes.
/// </summary>
internal static class ScannedPage
{
    // Annex K.1, luminance; divided by four for a scan of good quality.
    private static readonly byte[] Quantisation = [.. new byte[]
    {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    }.Select(step => (byte)Math.Max(1, step / 4))];

    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    // Annex K.3: how many codes of each length, then the values in the order of their codes.
    private static readonly byte[] DcCounts = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] DcValues = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    private static readonly byte[] AcCounts = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
    private static readonly byte[] AcValues = Convert.FromHexString(
        "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A434445464748494A"
        + "535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7"
        + "C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA");

    private static readonly (int Code, int Length)[] DcCodes = Codes(DcCounts, DcValues);
    private static readonly (int Code, int Length)[] AcCodes = Codes(AcCounts, AcValues);
    private static readonly double[,] Cosine = Cosines();

    /// <summary>Writes a page.</summary>
    /// <param name="width">Pixels, a multiple of 8.</param>
    /// <param name="height">Pixels, a multiple of 8.</param>
    /// <param name="seed">Of the grain.</param>
    public static byte[] Jpeg(int width, int height, int seed)
    {
        var output = new MemoryStream();
        output.Write([0xFF, 0xD8]);
        Segment(output, 0xE0, [.. "JFIF\0"u8, 1, 1, 1, 0, 150, 0, 150, 0, 0]);
        Segment(output, 0xDB, [0, .. ZigZag.Select(index => Quantisation[index])]);
        Segment(output, 0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]);
        Segment(output, 0xC4, [0x00, .. DcCounts, .. DcValues]);
        Segment(output, 0xC4, [0x10, .. AcCounts, .. AcValues]);
        Segment(output, 0xDA, [1, 1, 0x00, 0, 63, 0]);
        Scan(output, width, height, seed);
        output.Write([0xFF, 0xD9]);
        return output.ToArray();
    }

    private static void Scan(Stream output, int width, int height, int seed)
    {
        var grain = new Random(seed);
        var bits = new BitWriter(output);
        var block = new double[64];
        var previousDc = 0;
        for (var y = 0; y < height; y += 8)
        {
            for (var x = 0; x < width; x += 8)
            {
                for (var i = 0; i < 64; i++) block[i] = Pixel(x + (i % 8), y + (i / 8), width, height, grain) - 128;
                previousDc = Encode(bits, block, previousDc);
            }
        }

        bits.Flush();
    }

    // White paper with a margin, broken lines of dark strokes, and grain all over.
    private static double Pixel(int x, int y, int width, int height, Random grain)
    {
        var margin = width / 10;
        var inside = x > margin && x < width - margin && y > margin && y < height - margin;
        var stroke = inside && y % 32 is > 8 and < 20 && ((x * 7) ^ (y / 32 * 131)) % 23 < 9;
        return (stroke ? 60 : 225) + grain.Next(-24, 25);
    }

    private static int Encode(BitWriter bits, double[] block, int previousDc)
    {
        var coefficients = Transform(block);
        var difference = coefficients[0] - previousDc;
        var size = Size(difference);
        bits.Write(DcCodes[size]);
        bits.Write(Magnitude(difference, size), size);
        var zeros = 0;
        for (var i = 1; i < 64; i++)
        {
            var value = coefficients[i];
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16) bits.Write(AcCodes[0xF0]);
            size = Size(value);
            bits.Write(AcCodes[(zeros << 4) | size]);
            bits.Write(Magnitude(value, size), size);
            zeros = 0;
        }

        if (zeros > 0) bits.Write(AcCodes[0]);
        return coefficients[0];
    }

    // The forward cosine transform, rows then columns, quantised and in zig-zag order.
    private static int[] Transform(double[] block)
    {
        var rows = new double[64];
        for (var y = 0; y < 8; y++)
            for (var u = 0; u < 8; u++)
                for (var x = 0; x < 8; x++) rows[(y * 8) + u] += block[(y * 8) + x] * Cosine[u, x];
        var result = new int[64];
        for (var i = 0; i < 64; i++)
        {
            int u = ZigZag[i] % 8, v = ZigZag[i] / 8;
            var sum = 0.0;
            for (var y = 0; y < 8; y++) sum += rows[(y * 8) + u] * Cosine[v, y];
            result[i] = (int)Math.Round(sum / Quantisation[ZigZag[i]]);
        }

        return result;
    }

    private static double[,] Cosines()
    {
        var table = new double[8, 8];
        for (var u = 0; u < 8; u++)
            for (var x = 0; x < 8; x++) table[u, x] = (u == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * x) + 1) * u * Math.PI / 16);
        return table;
    }

    private static int Size(int value) => value == 0 ? 0 : 32 - int.LeadingZeroCount(Math.Abs(value));

    private static int Magnitude(int value, int size) => value >= 0 ? value : value + (1 << size) - 1;

    private static (int Code, int Length)[] Codes(byte[] counts, byte[] values)
    {
        var codes = new (int, int)[256];
        int code = 0, next = 0;
        for (var length = 1; length <= 16; length++, code <<= 1)
            for (var i = 0; i < counts[length - 1]; i++) codes[values[next++]] = (code++, length);
        return codes;
    }

    private static void Segment(Stream output, byte marker, byte[] content)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(content.Length + 2));
        output.Write(head);
        output.Write(content);
    }

    private sealed class BitWriter(Stream output)
    {
        private int _held;
        private int _count;

        public void Write((int Code, int Length) code) => Write(code.Code, code.Length);

        public void Write(int value, int length)
        {
            for (var bit = length - 1; bit >= 0; bit--)
            {
                _held = (_held << 1) | ((value >> bit) & 1);
                if (++_count < 8) continue;
                output.WriteByte((byte)_held);
                if (_held == 0xFF) output.WriteByte(0); // a marker begins with FF: data that looks like one is stuffed
                (_held, _count) = (0, 0);
            }
        }

        public void Flush()
        {
            while (_count != 0) Write(1, 1);
        }
    }
}
