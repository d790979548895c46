using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Heed.Studio.Hosting;

/// <summary>One address to listen on.</summary>
/// <param name="Host">The host as it was written: a name or an address.</param>
/// <param name="Port">The port, 0 for a free one.</param>
internal sealed record ListenAddress(string Host, int Port)
{
    /// <summary>Whether only programs of this machine reach it.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Whether it stands for all addresses of the machine.</summary>
    public bool IsAny => Host is "*" or "+" || (IPAddress.TryParse(Host, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    /// <summary>An address as a browser of this machine can open it: one that stands for all of them is none to go to.</summary>
    public static string ForBrowser(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && new ListenAddress(uri.Host.Trim('[', ']'), uri.Port).IsAny ? $"{uri.Scheme}://localhost:{uri.Port}" : address;

    /// <summary>Tells the server.</summary>
    public void Listen(KestrelServerOptions kestrel)
    {
        if (IPAddress.TryParse(Host, out IPAddress? address)) kestrel.Listen(address, Port);
        else if (!Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) kestrel.ListenAnyIP(Port);
        else if (Port == 0) kestrel.Listen(IPAddress.Loopback, Port);                       // the two addresses of the name would get two ports
        else kestrel.ListenLocalhost(Port);
    }
}
