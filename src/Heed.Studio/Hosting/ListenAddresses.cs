using System.Net;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Hosting;

/// <summary>The addresses to listen on, and the names by which the studio may be called there.</summary>
/// <param name="All">The addresses.</param>
/// <param name="Hosts">Names that a request's <c>Host</c> may have, without ports.</param>
internal sealed record ListenAddresses(IReadOnlyList<ListenAddress> All, IReadOnlySet<string> Hosts)
{
    /// <summary>Reads and checks them.</summary>
    /// <exception cref="ArgumentException">One is malformed, or reaches beyond this machine while there are no keys.</exception>
    public static ListenAddresses Of(StudioOptions options)
    {
        ListenAddress[] all = [.. options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse)];
        if (all.Length == 0) throw new ArgumentException("--urls: no address is given; http://127.0.0.1:5080 is the usual one.");
        if (all.FirstOrDefault(static address => !address.IsLoopback) is { } open && options.ApiKeys.Count == 0)
            throw new ArgumentException($"--urls: {open.Host} can be reached from other machines, and there are no keys; give a file of keys with --api-keys, or listen on 127.0.0.1.");
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
        foreach (ListenAddress address in all.Where(static address => !address.IsAny)) hosts.Add(IPAddress.TryParse(address.Host, out IPAddress? ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{ip}]" : address.Host);
        foreach (string host in options.AllowedHosts) hosts.Add(new HostString(host).Host);
        if (all.Any(static address => address.IsAny))
        {
            hosts.Add(Dns.GetHostName());
            foreach (IPAddress own in OwnAddresses()) hosts.Add(own.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{own}]" : own.ToString());
        }
        return new ListenAddresses(all, hosts);
    }

    private static ListenAddress Parse(string text)
    {
        if (text.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"--urls: {text}: the studio speaks http; put it behind a proxy that holds the certificate.");
        string plain = text.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.AbsolutePath != "/" || uri.UserInfo.Length > 0 || uri.Query.Length > 0)
            throw new ArgumentException($"--urls: '{text}' is no address such as http://127.0.0.1:5080.");
        return new ListenAddress(uri.Host.Trim('[', ']'), uri.Port);
    }

    private static IEnumerable<IPAddress> OwnAddresses() =>
        System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(static network => network.GetIPProperties().UnicastAddresses).Select(static address => address.Address);
}
