using Heed.Models;
using Heed.Studio.Data;
using Heed.Studio.Runs;
using Heed.Text.Corpora;
using Heed.Training;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Runs;

/// <summary>What a new training is asked for.</summary>
public sealed partial class RunForm
{
    private string[] _files = [];
    private string _name = "", _pairs = "sdk", _table = "", _columns = "1,2", _sources = "", _targets = "", _from = "fr", _to = "en", _recipe = "", _architecture = "rnn";
    private const int UsualMinutes = 30;
    private int? _minutes = UsualMinutes, _size, _layers, _vocabulary, _validateEvery, _maxSteps, _threads, _keep = 8;
    private long? _seed;
    private string? _fault;

    [Inject]
    private TrainingProcesses Processes { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    /// <summary>Told the name of a training that was begun.</summary>
    [Parameter]
    public EventCallback<string> Started { get; set; }

    /// <summary>Told that nobody wants to begin one.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _files = await Task.Run(() => new DataFolder(Options.Data).All().Select(static file => file.Name).ToArray());
        if (_files.Length > 0) _table = _sources = _targets = _files[0];
    }

    private static IEnumerable<string> Architectures => TranslationModels.All.Select(static model => model.Name);

    // A recipe has its own.
    private TrainingOptions? Usual => _recipe.Length == 0 ? TrainingOptions.For(_architecture) : null;

    // It has its end, too, which may be hours away.
    private void RecipeChosen() => _minutes = (_recipe.Length, _minutes) switch
    {
        ( > 0, UsualMinutes) => null,
        (0, null) => UsualMinutes,
        _ => _minutes,
    };

    private async Task StartAsync()
    {
        var request = new TrainingRequest
        {
            Name = _name.Trim(),
            From = _from.Trim(),
            To = _to.Trim(),
            Table = _pairs == "table" ? _table : null,
            Columns = _columns.Trim(),
            Sources = _pairs == "files" ? _sources : null,
            Targets = _pairs == "files" ? _targets : null,
            Recipe = _recipe.Length > 0 ? _recipe : null,
            Architecture = _architecture,
            Size = _size,
            Layers = _layers,
            Vocabulary = _vocabulary,
            ValidateEvery = _validateEvery,
            MaxMinutes = _minutes,
            MaxSteps = _maxSteps,
            Seed = _seed is >= 0 ? (ulong)_seed : null,
            Threads = _threads,
            Keep = _keep,
        };
        try
        {
            await Task.Run(() => Processes.Start(request));
            _fault = null;
            await Started.InvokeAsync(request.Name);
        }
        catch (RunRefusedException e)
        {
            _fault = T.Of(e.Key, e.Values);
        }
    }

    private static RenderFragment Choices(IReadOnlyList<string> values) => builder =>
    {
        foreach (string value in values)
        {
            builder.OpenElement(0, "option");
            builder.AddAttribute(1, "value", value);
            builder.AddContent(2, value);
            builder.CloseElement();
        }
    };
}
