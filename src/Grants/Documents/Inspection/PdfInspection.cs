using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Grants.Documents.Inspection;

/// <summary>
/// PDF: not taken when it is protected, runs something, carries other files or hides a second file. It is not parsed as a viewer parses it, because viewers differ
/// and forgive: every name in the file is looked at wherever it stands, in compressed objects as well. That can refuse a harmless file that was built
/// oddly; printing it anew helps.
/// </summary>
internal static class PdfInspection
{
    private const int LongestName = 64;
    private const int TailBytes = 4096;
    private const long MostUnpacked = 300_000_000;

    private static readonly SearchValues<byte> _signs = SearchValues.Create("/so"u8);
    private static readonly SearchValues<byte> _signsInBody = SearchValues.Create("/o"u8);
    private static readonly SearchValues<byte> _slash = SearchValues.Create("/"u8);
    private static readonly SearchValues<byte> _ends = SearchValues.Create("\0\t\n\f\r ()<>[]{}/%"u8);

    private static readonly HashSet<string> _programs = ["JavaScript", "Launch", "ImportData", "SubmitForm", "RichMedia", "Rendition"];
    private static readonly HashSet<string> _files = ["EmbeddedFile", "EmbeddedFiles", "FileAttachment", "GoToE"];
    private static readonly HashSet<string> _otherFilters =
        ["ASCII85Decode", "A85", "ASCIIHexDecode", "AHx", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt"];

    // Of the thousands of names that come about by chance in compressed bytes nearly none begins like one that counts there.
    private static readonly SearchValues<byte> _firstsThatCountInBody = SearchValues.Create([(byte)'#', .. _programs.Concat(_files).Select(name => (byte)name[0])]);

    /// <summary>Why a PDF is not taken; null when it is.</summary>
    public static string? WhyNot(Stream content, CancellationToken cancellationToken)
    {
        if (WhyNotEnd(content) is { } end) return end;
        var reader = new ByteReader(content);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (bodyEnd, left) = (0L, MostUnpacked);
        while (reader.Position < bodyEnd ? reader.SkipToAny(_signsInBody, bodyEnd) : reader.SkipToAny(_signs))
        {
            var inBody = reader.Position < bodyEnd;
            switch (reader.Peek(1)[0])
            {
                case (byte)'/' when !inBody || CountsInBody(reader):
                    cancellationToken.ThrowIfCancellationRequested();
                    var name = Name(reader);
                    if (WhyNotName(name, inBody) is { } whyNot) return whyNot;
                    if (!inBody) names.Add(name);
                    break;
                case (byte)'o' when reader.Peek(3).SequenceEqual("obj"u8):
                    // An object that a viewer finds inside what it should take for a picture or a text.
                    if (inBody && reader.Passed is [_, >= (byte)'0' and <= (byte)'9', (byte)' ']) return Odd();
                    if (!inBody) names.Clear();
                    reader.Skip(3);
                    break;
                case (byte)'s' when !inBody && reader.Peek(7) is [.. var keyword, (byte)'\r' or (byte)'\n'] && keyword.SequenceEqual("stream"u8) && !reader.Passed.SequenceEqual("end"u8):
                    reader.Skip(reader.Peek(8) is [.., (byte)'\r', (byte)'\n'] ? 8 : 7);
                    content.Position = reader.Position;
                    if (Bytes.Find(content, "endstream"u8, long.MaxValue) is not { } length) return FileInspector.Damaged();
                    bodyEnd = reader.Position + length;
                    if (WhyNotBody(content, reader.Position, length, names, ref left, cancellationToken) is { } body) return body;
                    break;
                default:
                    reader.Skip(1);
                    break;
            }
        }

        return null;
    }

    private static string Odd() => T("This PDF is built in a way that we cannot check. Print it to a new PDF (Print, Save as PDF), and add that.");

    // Behind the end mark there may be line ends and nothing else.
    private static string? WhyNotEnd(Stream content)
    {
        if (ZipDirectory.EndOf(content) is not null) return FileInspector.SecondFile();
        content.Position = Math.Max(0, content.Length - TailBytes);
        var tail = new byte[content.Length - content.Position];
        content.ReadExactly(tail);
        var mark = tail.AsSpan().LastIndexOf("%%EOF"u8);
        if (mark >= 0) return tail.AsSpan(mark + 5).ContainsAnyExcept("\0\t\n\f\r "u8) ? FileInspector.SecondFile() : null;
        content.Position = 0;
        return Bytes.Find(content, "%%EOF"u8, long.MaxValue) is null ? FileInspector.Damaged() : FileInspector.SecondFile();
    }

    private static bool CountsInBody(ByteReader reader) => reader.Peek(2) is [_, var first] && _firstsThatCountInBody.Contains(first);

    // Any character of a name can be written as '#' and its code.
    private static string Name(ByteReader reader)
    {
        reader.Skip(1);
        var raw = reader.Peek(LongestName);
        var end = raw.IndexOfAny(_ends);
        var name = Encoding.Latin1.GetString(end < 0 ? raw : raw[..end]);
        reader.Skip(Math.Max(0, end));
        if (!name.Contains('#')) return name;
        var decoded = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] == '#' && at + 2 < name.Length && byte.TryParse(name.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) (_, at) = (decoded.Append((char)code), at + 2);
            else decoded.Append(name[at]);
        }

        return decoded.ToString();
    }

    // Short names also come about by chance in compressed bytes; there only long ones count.
    private static string? WhyNotName(string name, bool inBody) =>
        _programs.Contains(name) ? T("This PDF can start programs or scripts. Print it to a new PDF (Print, Save as PDF), and add that.")
        : _files.Contains(name) ? T("This PDF has other files inside it. Add those files one by one, and print this one to a new PDF (Print, Save as PDF).")
        : inBody ? null
        : name == "Encrypt" ? T("This PDF has a password or is protected. Print it to a new PDF without protection (Print, Save as PDF), and add that.")
        : name == "XFA" ? T("This PDF is a form that only some programs can show. Print it to a new PDF (Print, Save as PDF), and add that.")
        : null;

    private static string? WhyNotBody(Stream content, long start, long length, HashSet<string> names, ref long left, CancellationToken cancellationToken)
    {
        // Objects in a stream: 'First' says where the first one begins.
        var hasObjects = names.Contains("ObjStm") || names.Contains("First");
        var isPacked = names.Contains("FlateDecode") || names.Contains("Fl");
        var isOtherwisePacked = names.Overlaps(_otherFilters);
        if (hasObjects && isOtherwisePacked) return Odd();
        if (!isPacked || isOtherwisePacked || (names.Contains("Image") && !hasObjects)) return null;
        try
        {
            using var unpacked = new Counted(new ZLibStream(new Section(content, start, length), CompressionMode.Decompress), left);
            var reader = new ByteReader(unpacked);
            while (reader.SkipToAny(_slash))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!hasObjects && !CountsInBody(reader)) reader.Skip(1);
                else if (WhyNotName(Name(reader), inBody: !hasObjects) is { } whyNot) return whyNot;
            }

            left = unpacked.Left;
            return left < 0 ? FileInspector.Bomb() : null;
        }
        catch (InvalidDataException)
        {
            // A damaged picture or font harms nobody; damaged objects can be read by a viewer that forgives more.
            return hasObjects ? Odd() : null;
        }
    }

    /// <summary>Ends a stream that gives more than may come.</summary>
    private sealed class Counted(Stream inner, long most) : Stream
    {
        /// <summary>How many bytes may still come; negative when there were more.</summary>
        public long Left { get; private set; } = most;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Left < 0) return 0;
            var read = inner.Read(buffer, offset, count);
            Left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
