namespace Heed.Documents;

/// <summary>The translations that a localised document has from before, for texts that are what they were. What people changed in it stays.</summary>
internal sealed class KnownTranslations
{
    private readonly LocalizableDocument _document;
    private readonly Dictionary<(string Id, string Sum), Queue<IReadOnlyList<Inline>>> _translations = [];
    private readonly Dictionary<string, IReadOnlyList<Inline>> _byName = new(StringComparer.Ordinal);

    /// <param name="document">The document.</param>
    /// <param name="before">The localised document as it is; null where there is none.</param>
    /// <param name="state">What it was made from, where that is remembered.</param>
    public KnownTranslations(LocalizableDocument document, LocalizableDocument? before, List<(string Sum, string Id)>? state)
    {
        _document = document;
        if (before is null) return;
        if (before.HoldsTranslations)
        {
            foreach (DocumentUnit unit in before.Units)
                if (unit.Translation is not null) _byName[unit.Id + '\n' + Inline.TextOf(unit.Source)] = unit.Translation;
        }
        else if (state is null && document.HasNames)
        {
            // Nobody knows what they were made from: what differs from the source was translated.
            foreach (DocumentUnit unit in before.Units) _byName[unit.Id] = unit.Source;
        }
        else if (state is not null && document.HasNames)
        {
            var sums = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach ((string sum, string id) in state) sums[id] = sum;
            foreach (DocumentUnit unit in before.Units)
                if (sums.TryGetValue(LocalizationState.OneLine(unit.Id), out string? sum)) Add(unit.Id, sum, unit.Source);
        }
        else if (state is not null && state.Count == before.Units.Count)
        {
            for (int i = 0; i < state.Count; i++) Add("", state[i].Sum, before.Units[i].Source);
        }
    }

    /// <summary>The translation of a unit; null where it has to be translated.</summary>
    public IReadOnlyList<Inline>? Find(DocumentUnit unit, string source)
    {
        if (_document.HoldsTranslations) return _byName.GetValueOrDefault(unit.Id + '\n' + source);
        if (_byName.TryGetValue(unit.Id, out IReadOnlyList<Inline>? named)) return Inline.TextOf(named) == source ? null : named;
        return _translations.TryGetValue((_document.HasNames ? unit.Id : "", LocalizationState.SumOf(source)), out Queue<IReadOnlyList<Inline>>? found) && found.Count > 0 ? found.Dequeue() : null;
    }

    private void Add(string id, string sum, IReadOnlyList<Inline> translation)
    {
        if (!_translations.TryGetValue((id, sum), out Queue<IReadOnlyList<Inline>>? found)) _translations[(id, sum)] = found = new();
        found.Enqueue(translation);
    }
}
