using Heed.Studio.Translating;
using Heed.Text;

namespace Heed.Studio.Pages.Corpus;

/// <summary>The model whose pieces a page shows.</summary>
public sealed class PieceModel
{
    private readonly ModelShelf _shelf;

    internal PieceModel(ModelShelf shelf) => _shelf = shelf;

    /// <summary>The models to choose from.</summary>
    internal IReadOnlyList<ShelfModel> Models { get; private set; } = [];

    /// <summary>What cuts texts as the chosen model does; null before one is read.</summary>
    internal PieceCutter? Cutter { get; private set; }

    /// <summary>Looks for models, and takes the first between these languages, in either direction, or else the first.</summary>
    /// <exception cref="InvalidDataException">Its tokenizer cannot be read.</exception>
    public async Task FindAsync(string? from, string? to)
    {
        Models = await Task.Run(_shelf.All);
        ShelfModel? fit = Models.FirstOrDefault(model => model.From == from && model.To == to) ?? Models.FirstOrDefault(model => model.From == to && model.To == from) ?? (Models.Count > 0 ? Models[0] : null);
        if (fit is not null) await ChooseAsync(fit.Name);
    }

    /// <summary>Chooses a model and reads its tokenizer.</summary>
    /// <exception cref="KeyNotFoundException">There is no such model any more.</exception>
    /// <exception cref="InvalidDataException">Its tokenizer cannot be read.</exception>
    public async Task ChooseAsync(string name)
    {
        Cutter = null;
        if (Models.FirstOrDefault(model => model.Name == name) is { } model) Cutter = new PieceCutter(model, await Task.Run(() => Tokenizer.Load(_shelf.FolderOf(name))));
    }
}
