using System.Net;
using System.Net.Sockets;

namespace Grants.Tests.Fixtures;

/// <summary>Ports for servers that must be told theirs before they start.</summary>
internal static class Ports
{
    // Below those that the system gives to connections and to servers that do not mind: none of these takes one between this look and the server's start.
    private const int First = 20_000, Count = 10_000;

    private static int _next = Random.Shared.Next(Count);

    /// <summary>A port of the loopback address that nobody listens on; another one each time.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }

        throw new InvalidOperationException("No port is free.");
    }
}
