using Heed.Studio.Translating;

namespace Heed.Studio.Pages.Documents;

/// <summary>Translates documents of all pages, two at a time, in the order in which they were asked for.</summary>
/// <param name="shelf">The models.</param>
internal sealed class DocumentDesk(ModelShelf shelf) : IDisposable
{
    private const int Together = 2;

    private readonly SemaphoreSlim _places = new(Together);

    /// <summary>Translates a document when its turn comes, and says in the document how it went.</summary>
    /// <param name="job">The document.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="changed">Is called when there is something new to show, from any thread.</param>
    public async Task TranslateAsync(DocumentJob job, string model, Action changed)
    {
        CancellationToken stop = job.Stop.Token;
        bool hasPlace = false;
        job.State = DocumentState.Waiting;
        try
        {
            await _places.WaitAsync(stop).ConfigureAwait(false);
            hasPlace = true;
            Translator translator = await shelf.LoadAsync(model).WaitAsync(stop).ConfigureAwait(false);
            (job.From, job.To, job.State) = (translator.Config.From, translator.Config.To, DocumentState.Working);
            changed();
            job.Result = await Task.Run(() => job.Translate(translator, new Told(job, changed), stop), stop).ConfigureAwait(false);
            job.State = DocumentState.Done;
        }
        catch (OperationCanceledException)
        {
            job.State = DocumentState.Cancelled;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or KeyNotFoundException or IOException)
        {
            (job.State, job.Error) = (DocumentState.Failed, e.Message);
        }
        finally
        {
            if (hasPlace) _places.Release();
            if (job.IsBusy) job.State = DocumentState.Failed;                               // whatever it was: a document that is not worked on does not seem to be
            changed();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Told(DocumentJob job, Action changed) : IProgress<(int Done, int All)>
    {
        private long _next;

        public void Report((int Done, int All) value)
        {
            (job.Done, job.All) = value;
            long now = Environment.TickCount64;
            if (now < _next) return;
            _next = now + 200;
            changed();
        }
    }
}
