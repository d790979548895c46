using Heed.Lab;
using Heed.Studio.Shared.Lab;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Positions;

/// <summary>Two encodings side by side, and what all of them do at these sizes. What is seen follows the sliders; what takes longer waits until they rest.</summary>
public sealed partial class PositionsPage
{
    private readonly Latest _sights = new(TimeSpan.FromMilliseconds(15)), _studies = new(TimeSpan.FromMilliseconds(250)), _address = new(TimeSpan.FromMilliseconds(300));
    private readonly Dictionary<string, PositionStudy?> _criteria = [];
    private PositionQuestion _asked = PositionQuestion.Of(""), _shown = PositionQuestion.Of("");
    private PositionSight? _first, _second;
    private PositionTurn? _turn;
    private (int Row, int Column)? _hovered;
    private (int Length, int Size)? _studied;
    private (int Trained, IReadOnlyList<OrderPoint> Points)? _learned, _learning;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private int Row => Math.Min(_hovered?.Row ?? _shown.Position, Math.Max(0, _shown.Shown - 1));

    private int Column => _hovered?.Column ?? _shown.Dimension;

    private bool HasBias => new[] { _asked.First, _asked.Second }.Any(name => name is "shaw" or "t5" or "alibi");

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _asked = _shown = PositionQuestion.Of(Navigation.Uri);
        return AnswerAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sights.Dispose();
        _studies.Dispose();
        _address.Dispose();
    }

    private async Task Ask(PositionQuestion question)
    {
        _asked = question.Fitted();
        await Task.WhenAll(AnswerAsync(), _address.AskAsync(_ => _asked.Address(), address => Navigation.NavigateTo(address, replace: true)));
    }

    private void Hover((int Row, int Column)? cell) => _hovered = cell;

    private Task Pick((int Row, int Column) cell) => Ask(_asked with { Position = cell.Row, Dimension = cell.Column });

    private Task AnswerAsync()
    {
        PositionQuestion question = _asked;
        return Task.WhenAll(
            _sights.AskAsync(
                cancellation => (First: PositionSight.Of(question.First, question, cancellation), Second: PositionSight.Of(question.Second, question, cancellation), Turn: PositionTurn.Of(question, cancellation)),
                sights =>
                {
                    (_shown, _first, _second, _turn) = (question, sights.First, sights.Second, sights.Turn);
                    StateHasChanged();
                }),
            StudyAsync(question));
    }

    private async Task StudyAsync(PositionQuestion question)
    {
        if (_studied == (question.Length, question.Size)) return;
        _studied = (question.Length, question.Size);
        await _studies.AskAsync(
            cancellation => PositionQuestion.Names.ToDictionary(name => name, name =>
            {
                cancellation.ThrowIfCancellationRequested();
                return PositionStudy.Of(name, question.Length, question.Size);
            }),
            studies =>
            {
                foreach ((string name, PositionStudy study) in studies) _criteria[name] = study;
                StateHasChanged();
            });
    }

    private void Learn(IProgress<LabProgress> progress, CancellationToken cancellation)
    {
        OrderExperiment experiment = new OrderExperiment { Encodings = [.. new[] { _asked.First, _asked.Second }.Distinct()] }.Quick();
        _learning = (experiment.TrainedLength, experiment.Run(progress: progress, cancellation: cancellation));
    }

    private void ShowLearned() => _learned = _learning;

    private string Small(double number) => LabText.Number(T, number);
}
