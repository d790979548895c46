using MudBlazor;

namespace Heed.Studio.Shared;

/// <summary>The pages, in the order of the menu: address, the key of the name, icon.</summary>
internal static class StudioPages
{
    public static IReadOnlyList<(string Href, string Key, string Icon)> All { get; } =
    [
        ("/", "shell.translate", Icons.Material.Rounded.Translate),
        ("/documents", "shell.documents", Icons.Material.Rounded.Description),
        ("/step", "shell.step", Icons.Material.Rounded.SkipNext),
        ("/positions", "shell.positions", Icons.Material.Rounded.Waves),
        ("/layers", "shell.layers", Icons.Material.Rounded.Layers),
        ("/runs", "shell.runs", Icons.Material.Rounded.ShowChart),
        ("/corpus", "shell.corpus", Icons.Material.Rounded.LibraryBooks),
        ("/reference", "shell.reference", Icons.Material.Rounded.Api),
    ];
}
