using Heed.Studio.Data;
using Heed.Text.Corpora;

namespace Heed.Studio.Pages.Corpus;

/// <summary>The corpora that pages look at. A few are held at a time, of all pages together; the one opened the longest ago is put away for the next.</summary>
internal sealed class CorpusShelf(StudioOptions options) : IDisposable
{
    /// <summary>The most corpora held.</summary>
    public const int Most = 8;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(2);
    private readonly LinkedList<CorpusView> _open = new();
    private readonly Lazy<Task<LanguageGuess>> _languages = new(static () => Task.Run(static () => LanguageGuess.LearnFromSdk()));

    /// <summary>The folder of corpora.</summary>
    public DataFolder Folder { get; } = new(options.Data);

    /// <summary>Reads a corpus, after those that are being read.</summary>
    /// <param name="source">What to read.</param>
    /// <param name="withLanguages">Whether sides in another language are looked for.</param>
    /// <param name="progress">Is told how many lines were read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">Languages or columns are not right.</exception>
    /// <exception cref="KeyNotFoundException">A file is not in the folder.</exception>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<CorpusView> OpenAsync(CorpusSource source, bool withLanguages, IProgress<long> progress, CancellationToken cancellation)
    {
        CorpusSpec spec = source.Resolve(Folder);
        await _reading.WaitAsync(cancellation);
        try
        {
            LanguageGuess? languages = withLanguages ? await _languages.Value.WaitAsync(cancellation) : null;
            CorpusRules rules = CorpusRules.Default with { Languages = languages };
            CorpusView view = await Task.Run(() => CorpusView.Read(source.Name, spec, rules, Folder.Shorten, progress, cancellation), cancellation);
            Keep(view);
            return view;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>A page does not look at it any more.</summary>
    public void Close(CorpusView view)
    {
        lock (_lock) _open.Remove(view);
        view.PutAway();
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private void Keep(CorpusView view)
    {
        lock (_lock)
        {
            _open.AddLast(view);
            while (_open.Count > Most)
            {
                _open.First!.Value.PutAway();
                _open.RemoveFirst();
            }
        }
    }
}
