using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>The keys that programs and people show. Only their hashes are kept, and comparing takes as long for a wrong one as for the right one.</summary>
internal sealed class ApiKeys(StudioOptions options)
{
    private const string Bearer = "Bearer ";
    private readonly byte[][] _hashes = [.. options.ApiKeys.Select(static key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];

    /// <summary>Whether a key is needed.</summary>
    public bool AreNeeded => _hashes.Length > 0;

    /// <summary>The key that a request shows; null for none, and for two that differ.</summary>
    public static string? In(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString(), own = request.Headers["X-Api-Key"].ToString();
        string? bearer = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : null;
        return own.Length == 0 ? bearer : bearer is null || bearer == own ? own : null;
    }

    /// <summary>The number of a key; −1 where it is none of them.</summary>
    public int Find(string key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        int found = -1;
        for (int i = 0; i < _hashes.Length; i++)
            if (CryptographicOperations.FixedTimeEquals(hash, _hashes[i])) found = i;
        return found;
    }
}
