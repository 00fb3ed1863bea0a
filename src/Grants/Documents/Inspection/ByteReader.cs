using System.Buffers;

namespace Grants.Documents.Inspection;

/// <summary>Reads a stream byte by byte without asking it for each. The stream's own position may be moved by others meanwhile.</summary>
internal sealed class ByteReader(Stream content)
{
    private const int Behind = 3; // bytes that have been passed and can still be seen

    private readonly byte[] _block = new byte[64 * 1024];
    private long _start;
    private int _at;
    private int _count;

    /// <summary>Where the next byte stands.</summary>
    public long Position => _start + _at;

    /// <summary>Whether there is no further byte.</summary>
    public bool IsAtEnd => !Fill(1);

    /// <summary>The up to three bytes before the next one.</summary>
    public ReadOnlySpan<byte> Passed => _block.AsSpan(Math.Max(0, _at - Behind), Math.Min(_at, Behind));

    /// <summary>The next byte; -1 at the end.</summary>
    public int Next() => Fill(1) ? _block[_at++] : -1;

    /// <summary>The next bytes, which stay; fewer at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        Fill(count);
        return _block.AsSpan(_at, Math.Min(count, _count - _at));
    }

    /// <summary>Leaves bytes out.</summary>
    /// <returns>Whether there were so many.</returns>
    public bool Skip(long count)
    {
        while (count > 0)
        {
            if (!Fill(1)) return false;
            var step = (int)Math.Min(count, _count - _at);
            (_at, count) = (_at + step, count - step);
        }

        return true;
    }

    /// <summary>Goes to the next of these bytes, and no further than to <paramref name="limit"/>.</summary>
    /// <returns>Whether there is one, or the limit came first.</returns>
    public bool SkipToAny(SearchValues<byte> wanted, long limit = long.MaxValue)
    {
        while (Fill(1))
        {
            var ahead = _block.AsSpan(_at, (int)Math.Min(_count - _at, limit - Position));
            var next = ahead.IndexOfAny(wanted);
            _at += next < 0 ? ahead.Length : next;
            if (next >= 0 || Position == limit) return true;
        }

        return false;
    }

    /// <summary>Goes to the next such byte whose follower ends the search; both are still ahead.</summary>
    /// <returns>Whether there is one.</returns>
    public bool SkipTo(byte mark, Func<byte, bool> ends)
    {
        while (Fill(2))
        {
            var next = _block.AsSpan(_at, _count - _at - 1).IndexOf(mark);
            if (next < 0)
            {
                _at = _count - 1;
                continue;
            }

            _at += next;
            if (ends(_block[_at + 1])) return true;
            _at++;
        }

        return false;
    }

    private bool Fill(int wanted)
    {
        while (_count - _at < wanted)
        {
            var from = Math.Max(0, _at - Behind);
            _block.AsSpan(from, _count - from).CopyTo(_block);
            (_start, _count, _at) = (_start + from, _count - from, _at - from);
            if (content.CanSeek) content.Position = _start + _count;
            var read = content.Read(_block, _count, _block.Length - _count);
            if (read == 0) return false;
            _count += read;
        }

        return true;
    }
}
