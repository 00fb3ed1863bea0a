using System.Buffers;

namespace Grants.Documents.Inspection;

/// <summary>Looking through streams.</summary>
internal static class Bytes
{
    private const int Block = 64 * 1024;

    /// <summary>Where a sequence of bytes begins, counted from the stream's position; null when it is not there. The position is somewhere behind it.</summary>
    public static long? Find(Stream content, ReadOnlySpan<byte> what, long most)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            var (passed, kept) = (0L, 0);
            while (true)
            {
                var read = content.Read(buffer, kept, (int)Math.Min(Block - kept, most - passed - kept));
                var window = buffer.AsSpan(0, kept + read);
                if (window.IndexOf(what) is var at and >= 0) return passed + at;
                if (read == 0) return null;
                // The sequence may stand across two reads.
                kept = Math.Min(what.Length - 1, window.Length);
                passed += window.Length - kept;
                window[^kept..].CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>A part of a seekable stream, as a stream of its own that is read once.</summary>
internal sealed class Section(Stream inner, long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        inner.Position = start + _position;
        var read = inner.Read(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
        _position += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
