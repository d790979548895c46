using System.Globalization;
using Heed.Decoding;
using Heed.Studio.Runs;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Runs;

/// <summary>Where the models that a run kept look for one sentence, one map for each of their steps.</summary>
public sealed partial class RunAttention : IDisposable
{
    private const int MostModels = 40, GoodLength = 45, LongestSentence = 300;
    private readonly CancellationTokenSource _left = new();
    private CancellationTokenSource? _question;
    private List<(long Step, Translation Translation)> _maps = [];
    private string _sentence = "";
    private string? _reference, _fault;
    private int _place = int.MaxValue;
    private bool _busy;

    [Inject]
    private ModelShelf Shelf { get; set; } = null!;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public RunSnapshot Run { get; set; } = null!;

    private IReadOnlyList<RunSample> Samples => Run.Samples.Count == 0 ? [] : Run.Samples[^1].Sentences;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_sentence.Length == 0 && Samples.Count > 0) _sentence = Samples.MinBy(static sample => Math.Abs(sample.Source.Length - GoodLength))!.Source;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _question?.Dispose();
        _left.Dispose();
    }

    private async Task LookAsync()
    {
        if (string.IsNullOrWhiteSpace(_sentence)) return;
        if (_sentence.Length > Math.Max(LongestSentence, Samples.Select(static sample => sample.Source.Length).DefaultIfEmpty().Max())) return;
        _question?.Cancel();
        _question?.Dispose();
        _question = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
        CancellationToken stop = _question.Token;
        string sentence = _sentence;
        // Given the same words to say, maps of different steps can be laid over each other.
        string? reference = Samples.FirstOrDefault(sample => sample.Source == sentence)?.Reference;
        (_reference, _maps, _fault, _busy, _place) = (reference, [], null, true, int.MaxValue);
        try
        {
            foreach ((string folder, long step) in Run.Kept.TakeLast(MostModels))
            {
                Translation? translation = await Task.Run(() => Attend(folder, sentence, reference, stop), stop);
                if (stop.IsCancellationRequested) return;
                if (translation is not null) _maps = [.. _maps, (step, translation)];
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            return;                                                                         // the page was left, or another sentence is asked for
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or UnauthorizedAccessException)
        {
            _fault = e.Message;
        }
        _busy = false;
    }

    // A model that was deleted meanwhile, as the run keeps only the last, is passed over.
    private Translation? Attend(string folder, string sentence, string? reference, CancellationToken stop)
    {
        if (!Directory.Exists(folder)) return null;
        Translator translator = Translator.Load(folder, Shelf.Workers);
        stop.ThrowIfCancellationRequested();
        return reference is null ? translator.Translate(sentence, cancellation: stop) : translator.Force(sentence, reference, stop);
    }

    private void Choose(ChangeEventArgs e)
    {
        if (int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out int value)) _place = Math.Clamp(value, 0, _maps.Count - 1);
    }
}
