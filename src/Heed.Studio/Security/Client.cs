using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>Whose request it is: that of a key, else that of an address.</summary>
internal static class Client
{
    /// <summary>The claim that says which key was shown: its number, never the key.</summary>
    public const string KeyClaim = "heed-key";

    private const int NetworkBytes = 8;

    public static string Of(HttpContext context) => context.User.FindFirstValue(KeyClaim) is { } key ? $"key {key}" : Address(context);

    /// <summary>The address; of version 6 the network, all of whose addresses are one household's.</summary>
    public static string Address(HttpContext context)
    {
        IPAddress? address = context.Connection.RemoteIpAddress;
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes));
    }
}
