using Heed.Studio.Wording;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Shared;

/// <summary>How a page looks: its language and theme. Kept in a cookie; <c>?lang=</c> goes before it.</summary>
internal sealed class Look
{
    /// <summary>The cookie's name.</summary>
    public const string Cookie = "heed-look";

    /// <summary><c>en</c> or <c>fa</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary><c>light</c>, <c>dark</c>, or <c>auto</c> for what the system says.</summary>
    public string Theme { get; set; } = "auto";

    /// <summary>What the cookie holds.</summary>
    public string AsCookie => $"{Language}.{Theme}";

    /// <summary>Reads what a request says.</summary>
    public static Look Of(HttpRequest request)
    {
        var look = new Look();
        if (request.Cookies[Cookie]?.Split('.') is [string language, string theme]) look.Take(language, theme);
        else if (request.Headers.AcceptLanguage.ToString().StartsWith("fa", StringComparison.OrdinalIgnoreCase)) look.Take("fa", null);
        look.Take(request.Query["lang"], request.Query["theme"]);
        return look;
    }

    /// <summary>Takes over what is known; the rest stays.</summary>
    public void Take(string? language, string? theme)
    {
        if (language is not null && Words.Languages.Contains(language)) Language = language;
        if (theme is "light" or "dark" or "auto") Theme = theme;
    }
}
