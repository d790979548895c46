using System.Text;
using Microsoft.JSInterop;

namespace Heed.Studio.Shared;

/// <summary>What only the browser can do: keep a file, fill the clipboard.</summary>
internal sealed class Browser(IJSRuntime script)
{
    /// <summary>Gives a text as a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="type">Its media type, such as <c>application/json</c>.</param>
    /// <param name="text">What is in it; written as UTF-8.</param>
    public async Task DownloadAsync(string name, string type, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var stream = new DotNetStreamReference(content);
        await script.InvokeVoidAsync("heed.download", name, type, stream);
    }

    /// <summary>Gives a picture as a PNG, twice as large as it is in SVG.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="svg">The picture, which names nothing outside itself.</param>
    public async Task DownloadPngAsync(string name, string svg)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(svg));
        using var stream = new DotNetStreamReference(content);
        await script.InvokeVoidAsync("heed.downloadPng", name, stream);
    }

    /// <summary>Puts a text on the clipboard.</summary>
    /// <returns>Whether the browser let it.</returns>
    public async Task<bool> CopyAsync(string text) => await script.InvokeAsync<bool>("heed.copy", text);
}
