using Heed.Lab;
using Heed.Studio.Pages.Translate;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Heed.Studio.Pages.Step;

/// <summary>A translation token by token: what attention does in each step, from query to context, what may be said next, and what would be if attention were another.</summary>
public sealed partial class StepPage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(80);

    private IReadOnlyList<ShelfModel> _models = [];
    private ShelfModel? _model;
    private StepLink _link = new();
    private CancellationTokenSource _stop = new();
    private string _text = "";
    private string? _error;
    private bool _working, _running;

    private StepView? _view;

    private DecodingStep? Step => _view?.Step;

    private StepLens? Lens => _view?.Lens;

    private string KeyLanguage => Lens?.ReadsSource == false ? _model!.To : _model!.From;

    // With one layer over the source, all such layers are this one.
    private bool HasSourceLayers => Lens is { ReadsSource: true } && Step!.Usual.Layers.Count(static layer => layer.ReadsSource) > 1;

    private StepScope Scope => _link.Scope == StepScope.Source && !HasSourceLayers ? StepScope.Layer : _link.Scope;

    // The key points where the translation goes on.
    private string NextKey => DirectionOf(_model!.To) == "rtl" ? "ArrowLeft" : "ArrowRight";

    private string BackKey => DirectionOf(_model!.To) == "rtl" ? "ArrowRight" : "ArrowLeft";

    private string Status => Step is null || _running ? "" : Step.Ended ? T.Of("step.status-end", Step.Prefix.Count) : T.Of("step.status", Step.Prefix.Count + 1);

    private string Address => new Uri(new Uri(Navigation.BaseUri), "step" + _link.ToQuery()).AbsoluteUri;

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
        _link = StepLink.Parse(new Uri(Navigation.Uri).Query);
        _model = _models.FirstOrDefault(model => model.Name == _link.Model) ?? (_models is [var first, ..] ? first : null);
        _text = _link.Text;
        if (_model is not null && !string.IsNullOrWhiteSpace(_text)) await LookAsync(_link with { Model = _model.Name });
    }

    private Task AskAsync(KeyboardEventArgs e) => e.Key == "Enter" ? StartAsync() : Task.CompletedTask;

    private Task TryAsync(string example)
    {
        _text = example;
        return StartAsync();
    }

    private Task StartAsync()
    {
        _error = string.IsNullOrWhiteSpace(_text) ? T["translate.no-text"] : _text.Length > StepLink.LongestText ? T.Of("step.too-long", T.Number(StepLink.LongestText)) : null;
        if (_error is not null) return Task.CompletedTask;
        return LookAsync(_link with { Model = _model!.Name, Text = _text, Said = [], Ahead = [], Change = StepChange.None });
    }

    private Task ChooseModelAsync(ChangeEventArgs e)
    {
        string from = _model!.From;
        _model = _models.FirstOrDefault(model => model.Name == (string?)e.Value) ?? _model;
        Stop();
        (_view, _error, _working) = (null, null, false);
        _link = new StepLink { Model = _model.Name, Pieces = _link.Pieces };
        if (_model.From != from) _text = "";
        return string.IsNullOrWhiteSpace(_text) ? Task.CompletedTask : StartAsync();
    }

    private Task ChooseLayerAsync(ChangeEventArgs e)
    {
        StepLayer layer = Step!.Usual.Find((string)e.Value!);
        // Masked words of the source are no tokens of the translation.
        return LookAsync(_link with { Layer = layer.Name, Head = 0, Change = layer.ReadsSource == Lens!.ReadsSource ? _link.Change : StepChange.None });
    }

    private Task ChooseScopeAsync(ChangeEventArgs e) => LookAsync(_link with { Scope = Enum.Parse<StepScope>((string)e.Value!) });

    private async Task ChangeAsync(StepChange change) => await LookAsync(_link with { Change = change }, Pause);

    private Task ChooseAsync(int token) => Standing ? LookAsync(_link.Say(token)) : Task.CompletedTask;

    private Task NextAsync() => Standing && !Step!.Ended ? LookAsync(_link.Say(_view!.NextOf(_link))) : Task.CompletedTask;

    private Task GoToAsync(int count) => count < 0 ? Task.CompletedTask : LookAsync(_link.GoTo(count));

    // Whether the page shows the step that the reader asked for; a key that is pressed too soon is let pass.
    private bool Standing => Step is not null && !_working && Step.Prefix.Count == _link.Said.Length;

    private async Task EndAsync()
    {
        if (!Standing || _running) return;
        _running = true;
        while (_running && Standing && !Step!.Ended) await LookAsync(_link.Say(_view!.NextOf(_link)), running: true);
        _running = false;
        if (!_stop.IsCancellationRequested) KeepAddress();                                   // unless the page was left
    }

    private void Stop()
    {
        _stop.Cancel();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }

    private async Task LookAsync(StepLink link, TimeSpan pause = default, bool running = false)
    {
        Stop();
        CancellationToken stop = _stop.Token;
        if (!running) _running = false;
        (_link, _working, _error) = (link, true, null);
        StateHasChanged();
        try
        {
            if (pause > TimeSpan.Zero) await Task.Delay(pause, stop);
            Translator translator = await Shelf.LoadAsync(link.Model!).WaitAsync(stop);
            StepView? before = _view;
            StepView view = await Task.Run(() => StepView.Of(translator, link, before, stop), stop);
            stop.ThrowIfCancellationRequested();
            (_view, _working) = (view, false);
            StateHasChanged();
            if (!running) KeepAddress();
        }
        catch (OperationCanceledException)
        {
            // Another question took its place, and the page shows that one.
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or KeyNotFoundException)
        {
            if (stop.IsCancellationRequested) return;
            (_working, _running, _error) = (false, false, e.Message);
            if (e is ArgumentException && !(link.Change.IsEmpty && link.Said.IsEmpty && link.Ahead.IsEmpty)) await RecoverAsync(link, e.Message);
            else _view = null;
        }
    }

    // What is said or changed does not fit the sentence, as in an address that was written by hand: the sentence is shown without it.
    private async Task RecoverAsync(StepLink link, string why)
    {
        await LookAsync(link with { Change = StepChange.None, Said = link.Change.IsEmpty ? [] : link.Said, Ahead = [] });
        _error ??= why;
    }

    private void KeepAddress() => Navigation.NavigateTo(Address, new NavigationOptions { ReplaceHistoryEntry = true });

    private async Task CopyLinkAsync()
    {
        bool done = await Browser.CopyAsync(Address);
        Snackbar.Add(T[done ? "translate.link-copied" : "translate.copy-refused"], done ? Severity.Success : Severity.Warning);
    }

    private string Logarithm(double value) => $"\u2066{T.Number(value, "0.00").Replace('-', '−')}\u2069";

    private static string? Off(bool off) => off ? "true" : null;

    private static string Pressed(bool pressed) => pressed ? "true" : "false";

    private static string DirectionOf(string language) => language.Split('-')[0] is "fa" or "ar" or "he" or "ur" ? "rtl" : "ltr";
}
