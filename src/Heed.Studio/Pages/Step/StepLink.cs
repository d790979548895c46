using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Heed.Lab;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Heed.Studio.Pages.Step;

/// <summary>Where a reader stands, as an address says it: a link brings back the sentence, the step, what is looked at and what is changed.</summary>
public sealed record StepLink
{
    /// <summary>The longest sentence that an address carries, in characters.</summary>
    public const int LongestText = 1000;

    /// <summary>The most tokens that an address carries.</summary>
    public const int MostTokens = 400;

    private const int LargestToken = 1_000_000, LargestHead = 1000, LongestName = 200;

    /// <summary>The model's name; null for the one to begin with.</summary>
    public string? Model { get; init; }

    /// <summary>The sentence.</summary>
    public string Text { get; init; } = "";

    /// <summary>The tokens said before this step.</summary>
    public ImmutableArray<int> Said { get; init; } = [];

    /// <summary>Tokens that were said after it, before the reader went back.</summary>
    public ImmutableArray<int> Ahead { get; init; } = [];

    /// <summary>The layer that is shown; null for the last that reads the source.</summary>
    public string? Layer { get; init; }

    /// <summary>The head that is shown, from 0.</summary>
    public int Head { get; init; }

    /// <summary>What is changed in attention.</summary>
    public StepChange Change { get; init; } = StepChange.None;

    /// <summary>In which heads.</summary>
    public StepScope Scope { get; init; }

    /// <summary>Whether it is changed in the steps before as well.</summary>
    public bool AllSteps { get; init; }

    /// <summary>Whether keys are pieces and not words.</summary>
    public bool Pieces { get; init; }

    /// <summary>Whether the address has room for the sentence and what was said.</summary>
    public bool CarriesText => Text.Length <= LongestText && Uri.EscapeDataString(Text).Length <= 4 * LongestText && Said.Length + Ahead.Length <= MostTokens;

    /// <summary>A token more is said. What lay ahead stays if this was its first; a change that was for one step is over.</summary>
    public StepLink Say(int token) => this with { Said = Said.Add(token), Ahead = Ahead is [var first, ..] && first == token ? Ahead.RemoveAt(0) : [], Change = Kept };

    /// <summary>The step after so many tokens.</summary>
    public StepLink GoTo(int count)
    {
        ImmutableArray<int> all = Said.AddRange(Ahead);
        int at = Math.Clamp(count, 0, all.Length);
        return at == Said.Length ? this : this with { Said = all[..at], Ahead = all[at..], Change = Kept };
    }

    /// <summary>What the library is told to change in the layer that is shown; null for nothing.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="head">The head.</param>
    /// <param name="readsSource">Whether the layer reads the source.</param>
    public StepEdit? EditIn(string layer, int head, bool readsSource) => Change.IsEmpty
        ? null
        : Change.ToEdit(Scope == StepScope.Source && readsSource ? null : layer, Scope == StepScope.Head ? head : null, AllSteps);

    private StepChange Kept => AllSteps ? Change : StepChange.None;

    /// <summary>The address's query, empty or with its question mark.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        Add("model", Model);
        if (Text.Length > 0 && CarriesText)
        {
            Add("text", Text);
            Add("said", string.Join('.', Said));
            Add("ahead", string.Join('.', Ahead));
            Add("masked", Change.MaskedText);
            Add("weights", Change.WeightsText);
        }
        Add("layer", Layer);
        if (Head > 0) Add("head", Head.ToString(CultureInfo.InvariantCulture));
        Add("heads", Scope switch { StepScope.Layer => "layer", StepScope.Source => "all", _ => null });
        if (AllSteps) Add("steps", "all");
        if (Pieces) Add("pieces", "1");
        return query.ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    /// <summary>Reads a query. What is out of range is left out: an address may come from anywhere.</summary>
    public static StepLink Parse(string query)
    {
        Dictionary<string, StringValues> values = QueryHelpers.ParseQuery(query);
        ImmutableArray<int> said = Tokens("said"), ahead = Tokens("ahead");
        return new StepLink
        {
            Model = Of("model", LongestName) is { Length: > 0 } model ? model : null,
            Text = Of("text", LongestText),
            Said = said,
            Ahead = said.Length + ahead.Length <= MostTokens ? ahead : [],
            Layer = Of("layer", LongestName) is { Length: > 0 } layer ? layer : null,
            Head = int.TryParse(Of("head", 4), NumberStyles.None, CultureInfo.InvariantCulture, out int head) && head < LargestHead ? head : 0,
            Change = StepChange.Parse(Of("masked", 4 * LongestText), Of("weights", 4 * LongestText)),
            Scope = Of("heads", 8) switch { "layer" => StepScope.Layer, "all" => StepScope.Source, _ => StepScope.Head },
            AllSteps = Of("steps", 8) == "all",
            Pieces = Of("pieces", 8) == "1",
        };

        string Of(string name, int longest) => values.TryGetValue(name, out StringValues text) && text.ToString() is { } value && value.Length <= longest ? value : "";

        // All or nothing: the tokens after one that is missing would be another translation's.
        ImmutableArray<int> Tokens(string name)
        {
            string[] texts = Of(name, 8 * MostTokens).Split('.');
            if (texts.Length > MostTokens) return [];
            int[] tokens = new int[texts.Length];
            for (int i = 0; i < tokens.Length; i++)
                if (!int.TryParse(texts[i], NumberStyles.None, CultureInfo.InvariantCulture, out tokens[i]) || tokens[i] >= LargestToken) return [];
            return [.. tokens];
        }
    }
}
