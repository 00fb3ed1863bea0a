using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Grants.Local;

/// <summary>
/// The sockets that Kestrel serves, bound before anything slow begins: a port in use is told at once, a free port's number is
/// known when the product is configured, and who calls during the start waits for an answer.
/// </summary>
internal sealed class ListenSockets
{
    private const int Backlog = 512;
    private readonly Dictionary<EndPoint, Socket> _sockets = [];

    private ListenSockets()
    {
    }

    /// <summary>The first address as a person on this machine would type it.</summary>
    public Uri PublicUrl { get; private set; } = null!;

    /// <summary>The first address as this process itself reaches it, whatever names resolve to.</summary>
    public Uri OwnUrl { get; private set; } = null!;

    /// <param name="urls">Addresses, separated by ';'.</param>
    /// <exception cref="StartFailure">One of them cannot be served.</exception>
    public static ListenSockets Bind(string urls)
    {
        var all = new ListenSockets();
        try
        {
            foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) all.BindOne(url);
        }
        catch
        {
            all.Close();
            throw;
        }

        return all._sockets.Count > 0 ? all : throw new StartFailure("--urls names no address.");
    }

    public void Configure(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var endPoint in _sockets.Keys) kestrel.Listen(endPoint);
        });
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = endPoint => _sockets[endPoint]);
    }

    public void Close()
    {
        foreach (var socket in _sockets.Values) socket.Dispose();
    }

    private void BindOne(string url)
    {
        var address = ParseUrl(url);
        var isLocalhost = address.Host == "localhost";
        var first = isLocalhost ? IPAddress.Loopback
            : address.Host is "*" or "+" ? IPAddress.Any
            : IPAddress.TryParse(address.Host, out var ip) ? ip
            : throw new StartFailure($"'{url}' cannot be served: its host must be localhost, *, or an IP address.");
        var port = Listen(first, address.Port, url)!.Value;
        if (isLocalhost) Listen(IPAddress.IPv6Loopback, port, url);

        if (PublicUrl is not null) return;
        var anywhere = first.Equals(IPAddress.Any) || first.Equals(IPAddress.IPv6Any);
        PublicUrl = new UriBuilder(Uri.UriSchemeHttp, anywhere || isLocalhost ? "localhost" : first.ToString(), port).Uri;
        OwnUrl = new UriBuilder(Uri.UriSchemeHttp, (anywhere ? IPAddress.Loopback : first).ToString(), port).Uri;
    }

    private static BindingAddress ParseUrl(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (address is { Scheme: "http", PathBase: "", IsUnixPipe: false }) return address;
        }
        catch (FormatException)
        {
            // told below, like an address of another kind
        }

        throw new StartFailure($"'{url}' cannot be served: give an address like http://localhost:5080.");
    }

    /// <returns>The port; null when this machine has no IPv6.</returns>
    private int? Listen(IPAddress address, int port, string url)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            if (address.Equals(IPAddress.IPv6Loopback) && exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported) return null;
            throw new StartFailure(
                exception.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => $"Port {port} is in use: stop the program that has it, or give another with --urls http://localhost:PORT.",
                    SocketError.AccessDenied => $"Port {port} may not be served by this user: give one above 1023 with --urls http://localhost:PORT.",
                    _ => $"'{url}' cannot be served: {exception.Message}.",
                },
                exception);
        }

        var bound = (IPEndPoint)socket.LocalEndPoint!;
        _sockets.Add(bound, socket);
        return bound.Port;
    }
}
