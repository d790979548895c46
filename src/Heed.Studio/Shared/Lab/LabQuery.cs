using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Heed.Studio.Shared.Lab;

/// <summary>What the sliders say, in an address: <c>?n=32&amp;d=64</c>. What is missing, out of range or not a number is as if it were not there.</summary>
internal sealed class LabQuery(string uri)
{
    private readonly Dictionary<string, StringValues> _values = QueryHelpers.ParseQuery(Uri.TryCreate(uri, UriKind.Absolute, out Uri? address) ? address.Query : "");

    /// <summary>A whole number within its range.</summary>
    public int Number(string key, int usual, int least, int most) =>
        _values.TryGetValue(key, out StringValues text) && int.TryParse(text.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? Math.Clamp(number, least, most) : usual;

    /// <summary>One of a few names.</summary>
    public string Name(string key, string usual, IEnumerable<string> known) => _values.TryGetValue(key, out StringValues text) && known.Contains(text.ToString()) ? text.ToString() : usual;

    /// <summary>The address that brings the same view back: what is as usual is left out.</summary>
    public static string Write(string path, params ReadOnlySpan<(string Key, object Value, object Usual)> all)
    {
        var said = new List<string>();
        foreach ((string key, object value, object usual) in all)
            if (!value.Equals(usual)) said.Add($"{key}={Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!)}");
        return said.Count == 0 ? path : $"{path}?{string.Join('&', said)}";
    }
}
