using System.Diagnostics;
using System.Globalization;
using Heed.Decoding;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Heed.Studio.Pages.Translate;

/// <summary>A text, its translation as it is decoded, and the attention that it was made with. The address says what is looked at.</summary>
public sealed partial class TranslatePage
{
    private static readonly int[] Beams = [1, 2, 3, 5, 8, 12, TranslateLink.WidestBeam];
    private static readonly (int X, int Y, int Weight)[] Sketch =
    [
        .. Enumerable.Range(0, 30).Select(static i => (X: i % 6, Y: i / 6)).Select(static at => (at.X, at.Y, (at.X, at.Y) switch { (0, 0) => 90, (1, 1) => 20, (2, 1) => 75, (1, 2) => 85, (3, 3) => 60, (4, 3) => 35, (5, 4) => 95, _ => (at.X * 7 + at.Y * 5) % 9 })),
    ];

    private IReadOnlyList<ShelfModel> _models = [];
    private ShelfModel? _model;
    private TranslateLink _link = new();
    private CancellationTokenSource _stop = new();
    private string _text = "", _shown = "", _status = "";
    private string? _error;
    private bool _working;
    private Translation? _whole, _own;
    private IReadOnlyList<Translation> _parts = [];
    private TracedView? _view;

    private int Sentence => Math.Clamp(_link.Sentence, 0, Math.Max(0, _parts.Count - 1));

    private string Address => new Uri(new Uri(Navigation.BaseUri), _link.ToQuery()).AbsoluteUri;

    private ShelfModel? Reverse => _models.FirstOrDefault(model => model.From == _model?.To && model.To == _model.From);

    /// <inheritdoc />
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        _models = Shelf.All();
        _link = TranslateLink.Parse(new Uri(Navigation.Uri).Query);
        _model = _models.FirstOrDefault(model => model.Name == _link.Model) ?? (_models is [var first, ..] ? first : null);
        _text = _link.Text;
        if (_model is null || string.IsNullOrWhiteSpace(_text)) return;
        _error = Fault;
        if (_error is null) await RunAsync(_link with { Model = _model.Name });
    }

    private void Typed(ChangeEventArgs e)
    {
        _text = (string?)e.Value ?? "";
        _error = TooLong;
    }

    private string? TooLong => _text.Length > Limits.Characters ? T.Of("translate.too-long", T.Number(_text.Length), T.Number(Limits.Characters)) : null;

    // What keeps the text from being translated.
    private string? Fault
    {
        get
        {
            if (string.IsNullOrWhiteSpace(_text)) return T["translate.no-text"];
            _ = TermLines.Read(_link.Terms, out int wrong);
            return wrong > 0 ? T.Of("translate.terms-wrong", T.Number(wrong)) : TooLong;
        }
    }

    private Task KeyAsync(KeyboardEventArgs e) => e is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } ? TranslateAsync() : Task.CompletedTask;

    private Task TryAsync(string example)
    {
        _text = example;
        return TranslateAsync();
    }

    private Task ChooseModelAsync(ChangeEventArgs e)
    {
        _model = _models.FirstOrDefault(model => model.Name == (string?)e.Value) ?? _model;
        Stop();
        (_whole, _view, _own, _parts, _shown, _status) = (null, null, null, [], "", "");
        _link = new TranslateLink { Model = _model!.Name, Beam = _link.Beam, NBest = _link.NBest, Pieces = _link.Pieces };
        return _text.Length > 0 && ExampleTexts.In(_model.From).Count == 0 ? TranslateAsync() : Task.CompletedTask;
    }

    private Task ChooseBeamAsync(ChangeEventArgs e)
    {
        int beam = int.Parse((string)e.Value!, CultureInfo.InvariantCulture);
        _link = _link with { Beam = beam, NBest = Math.Min(beam, _link.NBest) };
        return _whole is null ? Task.CompletedTask : TranslateAsync();
    }

    private Task ChooseListedAsync(ChangeEventArgs e)
    {
        _link = _link with { NBest = int.Parse((string)e.Value!, CultureInfo.InvariantCulture) };
        return _whole is null ? Task.CompletedTask : TranslateAsync();
    }

    private Task ReverseAsync()
    {
        _model = Reverse!;
        _text = _whole!.Text;
        _link = new TranslateLink { Model = _model.Name, Beam = _link.Beam, NBest = _link.NBest, Pieces = _link.Pieces };
        return TranslateAsync();
    }

    private Task TranslateAsync()
    {
        _error = Fault;
        return _error is not null ? Task.CompletedTask : RunAsync(_link with { Model = _model!.Name, Text = _text, Sentence = 0, Rank = 0, Target = null, Pin = null });
    }

    private void Stop()
    {
        _stop.Cancel();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        if (_working) _status = T["translate.stopped"];
        _working = false;
    }

    private async Task RunAsync(TranslateLink link)
    {
        Stop();
        CancellationToken stop = _stop.Token;
        (_link, _working, _error) = (link, true, null);
        (_whole, _own, _view, _parts, _shown, _status) = (null, null, null, [], "", T["translate.loading"]);
        StateHasChanged();
        try
        {
            Translator translator = await Shelf.LoadAsync(link.Model!).WaitAsync(stop);
            _status = T["translate.working"];
            long began = Stopwatch.GetTimestamp();
            var progress = new Latest(live => _ = InvokeAsync(() => Show(live, stop)));
            Translation whole = await Task.Run(() => translator.TranslateLive(new TranslationRequest(link.Text) { Prefix = link.Prefix, Terms = TermLines.Read(link.Terms, out _) }, Options, progress, stop), stop);
            stop.ThrowIfCancellationRequested();
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            (_whole, _parts, _shown, _working) = (whole, whole.Parts, whole.Text, false);
            _status = T.Of(_parts.Count == 1 ? "translate.done" : "translate.done-sentences", T.Number(took.TotalSeconds, "0.00"), _parts.Count);
            await TraceAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // Another question took its place, and the page shows that one.
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or KeyNotFoundException)
        {
            if (!stop.IsCancellationRequested) (_working, _status, _error) = (false, "", e.Message);
        }
    }

    private SearchOptions Options => new() { Beam = _link.Beam, NBest = Math.Min(_link.Beam, _link.NBest), CopyNames = _link.CopyNames };

    private void Show(LiveTranslation live, CancellationToken stop)
    {
        if (stop.IsCancellationRequested || !_working) return;
        _shown = live.Text;
        if (live.Sentences > 1) _status = T.Of("translate.sentence", Math.Min(live.Done + 1, live.Sentences), live.Sentences);
        StateHasChanged();
    }

    private async Task LookAtAsync(TranslateLink link)
    {
        bool other = (link.Sentence, link.Rank, link.Target) != (_link.Sentence, _link.Rank, _link.Target);
        if (link.Sentence != _link.Sentence) _own = null;
        _link = link;
        if (!other)
        {
            KeepAddress();
            return;
        }
        try
        {
            await TraceAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Another question took its place.
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or KeyNotFoundException)
        {
            _status = e.Message;
        }
    }

    private async Task TraceAsync(CancellationToken stop)
    {
        if (_parts.Count == 0 || string.IsNullOrWhiteSpace(_parts[Sentence].Source)) return;
        TranslateLink link = _link = _link with { Sentence = Sentence };
        (Translation part, SearchOptions options, ShelfModel model) = (_parts[link.Sentence], Options, _model!);
        Translator translator = await Shelf.LoadAsync(model.Name);
        // The best is traced along the path that the search chose, if nothing but the source led there; another is given.
        string? target = link.Target ?? (link.Rank > 0 && part.Alternatives.Count > 0 ? part.Alternatives[Math.Min(link.Rank, part.Alternatives.Count) - 1].Text : link.HasDemands ? part.Text : null);
        TracedView view = await Task.Run(() => TracedView.Of(translator.Trace(part.Source, target, options, stop), model.From, model.To), stop);
        stop.ThrowIfCancellationRequested();
        if (link.Sentence != _link.Sentence || link.Rank != _link.Rank || link.Target != _link.Target) return;    // overtaken
        _view = view;
        if (link.Target is not null) _own = view.Translation;
        KeepAddress();
    }

    private void KeepAddress() => Navigation.NavigateTo(Address, new NavigationOptions { ReplaceHistoryEntry = true });

    private async Task CopyAsync()
    {
        bool done = await Browser.CopyAsync(_whole!.Text);
        Snackbar.Add(T[done ? "translate.copied" : "translate.copy-refused"], done ? Severity.Success : Severity.Warning);
    }

    /// <summary>Hands on what is told, at most so often as eyes can follow.</summary>
    private sealed class Latest(Action<LiveTranslation> show) : IProgress<LiveTranslation>
    {
        private const double Milliseconds = 40;
        private long _last;

        public void Report(LiveTranslation value)
        {
            if (_last != 0 && Stopwatch.GetElapsedTime(_last).TotalMilliseconds < Milliseconds) return;
            _last = Stopwatch.GetTimestamp();
            show(value);
        }
    }
}
