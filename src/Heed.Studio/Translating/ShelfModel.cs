using Heed.Models;

namespace Heed.Studio.Translating;

/// <summary>A model that is offered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What is in its folder.</param>
internal sealed record ShelfModel(string Name, ModelDescription Description)
{
    /// <summary>The language it reads.</summary>
    public string From => Description.Config.From;

    /// <summary>The language it writes.</summary>
    public string To => Description.Config.To;
}
