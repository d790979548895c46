using Heed.Lab;

namespace Heed.Studio.Pages.Step;

/// <summary>A token that may come next, and its place among the others before and after a change.</summary>
/// <param name="Choice">The token.</param>
/// <param name="Rank">Its place, from 1.</param>
/// <param name="UsualRank">Its place when nothing is changed; null where it was beyond those listed.</param>
public sealed record ChoiceRow(TokenChoice Choice, int Rank, int? UsualRank)
{
    /// <summary>How many places it went up; below zero if down, 0 where that is not known.</summary>
    public int Rise => UsualRank is { } before ? before - Rank : 0;

    /// <summary>The likeliest tokens after a change, and those that were among the likeliest before and are no more.</summary>
    /// <param name="step">The step.</param>
    /// <param name="count">How many are likeliest.</param>
    public static (IReadOnlyList<ChoiceRow> Rows, IReadOnlyList<TokenChoice> Gone) Of(DecodingStep step, int count)
    {
        ArgumentNullException.ThrowIfNull(step);
        IReadOnlyList<TokenChoice> usual = step.Usual.Next, now = (step.Edited ?? step.Usual).Next;
        var ranks = new Dictionary<int, int>();
        for (int i = 0; i < usual.Count; i++) ranks[usual[i].Id] = i + 1;
        ChoiceRow[] rows = [.. now.Take(count).Select((choice, i) => new ChoiceRow(choice, i + 1, ranks.TryGetValue(choice.Id, out int rank) ? rank : null))];
        return (rows, [.. usual.Take(count).Where(choice => rows.All(row => row.Choice.Id != choice.Id))]);
    }

    /// <summary>What a token reads as: the letters it stands for, with <c>▁</c> for a space before them; its bytes where they are no letters.</summary>
    public static string LabelOf(TokenChoice choice)
    {
        string text = choice.Text.Trim();
        if (text.Length == 0 || text.Contains('\uFFFD', StringComparison.Ordinal) || text.Any(char.IsControl)) return choice.Piece;
        return choice.Piece[0] is 'Ġ' or '▁' ? "▁" + text : text;
    }
}
