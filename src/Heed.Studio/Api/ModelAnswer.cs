using Heed.Studio.Translating;

namespace Heed.Studio.Api;

/// <summary>A model that is offered.</summary>
internal sealed record ModelAnswer(string Name, string From, string To, string Architecture, string Attention, long Parameters, int Vocabulary, string? Title)
{
    public static ModelAnswer Of(ShelfModel model) =>
        new(model.Name, model.From, model.To, model.Description.Config.Architecture, model.Description.Config.Score, model.Description.Parameters, model.Description.Config.Vocabulary, model.Description.Title);
}
