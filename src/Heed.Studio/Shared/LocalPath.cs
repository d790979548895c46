namespace Heed.Studio.Shared;

/// <summary>Where a page may send a browser: to this studio's own paths.</summary>
internal static class LocalPath
{
    /// <summary>The path if it is one of this studio, else another.</summary>
    public static string Or(string? path, string other) => IsLocal(path) ? path! : other;

    // Not //elsewhere, not /\elsewhere.
    private static bool IsLocal(string? path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);
}
