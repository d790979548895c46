using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Heed.Decoding;
using Heed.Text;

namespace Heed.Documents;

/// <summary>
/// Puts what <see cref="ProtectedText"/> took out of a text into its translation. A stand-in that the model carried over is where it is; all else is placed by attention: a pair of tags around the
/// consecutive target words that attended most to what it enclosed, a mark at the gap that divides the weights best, an access key at the word that attended to its word.
/// </summary>
internal sealed partial class Restoration
{
    private static readonly SearchValues<char> Signs = SearchValues.Create(" .,;:!?'\"()[]«»“”’…-");

    private readonly ProtectedText _source;
    private readonly TranslatedText _translated = new();
    private readonly List<Edit> _edits = [];
    private readonly Dictionary<int, (int From, int To)> _covered = [];
    private readonly Glossary? _glossary;

    private Restoration(ProtectedText source, Glossary? glossary) => (_source, _glossary) = (source, glossary);

    private enum Rank { Replace, Close, Single, Open }

    /// <summary>Whether stand-ins that the model lost or doubled had to be put right.</summary>
    public bool IsRepaired { get; private set; }

    /// <summary>What could not be placed; null where all could.</summary>
    public string? Fault { get; private set; }

    /// <summary>The translation with everything in it.</summary>
    public IReadOnlyList<Inline> Inlines { get; private set; } = [];

    [GeneratedRegex(@"\{\s?(?<number>[0-9]{1,4})\s?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex StandInPattern { get; }

    /// <summary>Puts everything back.</summary>
    /// <param name="source">The text.</param>
    /// <param name="translations">For each sentence of <see cref="ProtectedText.Sentences"/> that has words, its translation with its alternatives.</param>
    /// <param name="glossary">Words whose translations are given, if there are any.</param>
    public static Restoration Of(ProtectedText source, IReadOnlyList<Translation> translations, Glossary? glossary = null)
    {
        var restoration = new Restoration(source, glossary);
        restoration.Join(translations);
        if (restoration.Fault is null && restoration._translated.Target.Count == 0) restoration.Fault = "the model gave no translation";
        if (restoration.Fault is null) restoration.PlaceMarks();
        if (restoration.Fault is null) restoration.PlaceBreaks();
        if (restoration.Fault is null) restoration.Inlines = restoration.Apply();
        return restoration;
    }

    private void Join(IReadOnlyList<Translation> translations)
    {
        int end = 0, next = 0;
        foreach (TextSpan span in _source.Sentences)
        {
            _translated.AddBetween(_source.Plain[end..span.Start]);
            end = span.End;
            string sentence = _source.Plain[span.Start..span.End];
            int[] numbers = [.. Enumerable.Range(0, _source.StandIns.Count).Where(k => _source.StandIns[k].Span.Start >= span.Start && _source.StandIns[k].Span.End <= span.End)];
            TextSpan[] standIns = [.. numbers.Select(k => new TextSpan(_source.StandIns[k].Span.Start - span.Start, _source.StandIns[k].Span.End - span.Start))];
            int offset = _translated.Text.Length;
            if (!_source.HasWords(span))
            {
                _translated.AddCopy(sentence, span.Start, standIns);
                for (int i = 0; i < numbers.Length; i++) Replace(standIns[i].Start + offset, standIns[i].End + offset, _source.StandIns[numbers[i]].Inline);
                continue;
            }
            Translation best = translations[next++];
            // The best that has all and nothing else, or else all stand-ins.
            string[] held = Placeholders.Held(sentence);
            Translation[] candidates = [.. best.Alternatives.Prepend(best).Where(static t => t.Finished)];
            Translation chosen = candidates.FirstOrDefault(t => Placeholders.Held(TranslatedText.Clean(t.Text)).SequenceEqual(held))
                ?? candidates.FirstOrDefault(t => SlotsOf(t).Select(static s => s.Number).Order().SequenceEqual(numbers)) ?? best;
            List<(int Number, TextSpan Span)> slots = SlotsOf(chosen);
            if (!chosen.Finished)
            {
                Fault = "the model's translation found no end";
                return;
            }
            int firstTarget = _translated.Target.Count;
            _translated.Add(sentence, span.Start, standIns, chosen, [.. slots.Select(static s => s.Span)]);
            if (slots.Select(static s => s.Number).Order().SequenceEqual(numbers))
                foreach ((int number, TextSpan slot) in slots) Replace(slot.Start + offset, slot.End + offset, _source.StandIns[number].Inline);
            else Repair(numbers, [.. slots.Select(s => (s.Number, new TextSpan(s.Span.Start + offset, s.Span.End + offset)))], firstTarget);
            if (Fault is not null) return;
            if (_glossary is not null) UseGlossary(_glossary, span, offset, firstTarget);
        }
        _translated.AddBetween(_source.Plain[end..]);
    }

    private static List<(int Number, TextSpan Span)> SlotsOf(Translation translation) =>
        [.. StandInPattern.Matches(TranslatedText.Clean(translation.Text)).Select(static m => (int.Parse(m.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), new TextSpan(m.Index, m.Index + m.Length)))];

    // What the model wrote of stand-ins goes to those that it attended to, and what is missing to the word that attended to it.
    private void Repair(int[] numbers, List<(int Number, TextSpan Span)> slots, int firstTarget)
    {
        IsRepaired = true;
        if (!_translated.HasAttention)
        {
            Fault = "the model lost or doubled a placeholder, and has no attention to place it by";
            return;
        }
        HashSet<int> takenSlots = [], takenNumbers = [];
        foreach ((int slot, int number, _) in Enumerable.Range(0, slots.Count)
            .SelectMany(slot => numbers.Select(number => (slot, number, Score: MassOf(TargetWordAt(slots[slot].Span), number) + (slots[slot].Number == number ? 1 : 0))))
            .OrderByDescending(static x => x.Score))
        {
            if (takenSlots.Contains(slot) || takenNumbers.Contains(number)) continue;
            takenSlots.Add(slot);
            takenNumbers.Add(number);
            Replace(slots[slot].Span.Start, slots[slot].Span.End, _source.StandIns[number].Inline);
        }
        for (int slot = 0; slot < slots.Count; slot++)
            if (!takenSlots.Contains(slot)) Replace(slots[slot].Span.Start, slots[slot].Span.End, null);

        var takenWords = slots.Select(slot => TargetWordAt(slot.Span)).ToHashSet();
        foreach (int number in numbers)
        {
            if (takenNumbers.Contains(number)) continue;
            int word = SourceWordAt(_source.StandIns[number].Span);
            int best = -1;
            for (int t = firstTarget; t < _translated.Target.Count; t++)
                if (!takenWords.Contains(t) && IsWord(t) && (best < 0 || _translated.Mass(t, word, word + 1) > _translated.Mass(best, word, word + 1))) best = t;
            if (best >= 0 && _translated.Mass(best, word, word + 1) > 0.5)
            {
                takenWords.Add(best);
                Replace(_translated.Target[best].Start, _translated.Target[best].End, _source.StandIns[number].Inline);
                continue;
            }
            int at = PlaceOf(_source.StandIns[number].Span.Start, word, firstTarget);
            string text = _translated.Text;
            if (at > 0 && !char.IsWhiteSpace(text[at - 1])) Insert(at, Rank.Single, new Inline(InlineKind.Text, " "));
            Insert(at, Rank.Single, _source.StandIns[number].Inline);
            if (at < text.Length && !char.IsWhiteSpace(text[at])) Insert(at, Rank.Single, new Inline(InlineKind.Text, " "));
        }
    }

    // A term that the model said otherwise is written over the words that attended to it.
    private void UseGlossary(Glossary glossary, TextSpan sentence, int offset, int firstTarget)
    {
        foreach ((TextSpan term, string target) in glossary.Find(_source.Plain, sentence))
        {
            if (_translated.Text.AsSpan(offset).Contains(target, StringComparison.OrdinalIgnoreCase)) continue;
            IsRepaired = true;
            if (!_translated.HasAttention) continue;
            int from = FirstSourceWordFrom(term.Start), to = FirstSourceWordFrom(term.End - 1) + 1;
            bool[] allowed = [.. Enumerable.Range(0, _translated.Target.Count).Select(t => t >= firstTarget && IsWord(t) && _edits.All(e => e.End <= _translated.Target[t].Start || e.Start >= _translated.Target[t].End))];
            (int first, int last) = BestSpan(allowed, t => _translated.Mass(t, from, to) - 0.5);
            if (first < 0) continue;
            int start = _translated.Target[first].Start;
            string text = char.IsUpper(_translated.Text[start]) && start == offset ? char.ToUpperInvariant(target[0]) + target[1..] : target;
            Replace(start, _translated.Target[last].End, new Inline(InlineKind.Text, text));
        }
    }

    // The consecutive words whose values have the greatest sum.
    private static (int First, int Last) BestSpan(bool[] allowed, Func<int, double> valueOf)
    {
        (int First, int Last) best = (-1, -1);
        double bestSum = double.NegativeInfinity, sum = 0;
        int start = -1;
        for (int t = 0; t < allowed.Length; t++)
        {
            if (!allowed[t])
            {
                start = -1;
                continue;
            }
            double value = valueOf(t);
            (start, sum) = start < 0 || sum < 0 ? (t, value) : (start, sum + value);
            if (sum > bestSum) (best, bestSum) = ((start, t), sum);
        }
        return best;
    }

    private double MassOf(int target, int number)
    {
        int word = SourceWordAt(_source.StandIns[number].Span);
        return target < 0 || word < 0 ? 0 : _translated.Mass(target, word, word + 1);
    }

    private bool IsWord(int target) => _translated.Text.AsSpan(_translated.Target[target].Start, _translated.Target[target].Length).ContainsAnyExcept(Signs);

    private int SourceWordAt(TextSpan span) => WordAt(_translated.Source, span);

    private int TargetWordAt(TextSpan span) => WordAt(_translated.Target, span);

    private static int WordAt(IReadOnlyList<TextSpan> words, TextSpan span)
    {
        for (int i = 0; i < words.Count; i++)
            if (words[i].Start < span.End && words[i].End > span.Start) return i;
        return -1;
    }

    private void PlaceMarks()
    {
        IReadOnlyList<TakenMark> marks = _source.Marks;
        if (marks.Count == 0) return;
        bool needsAttention = marks.Any(mark => !IsAtEdge(mark) || mark.Kind == InlineKind.AccessKey);
        if (needsAttention && !_translated.HasAttention)
        {
            Fault = "the model has no attention to place tags and marks by";
            return;
        }
        // Outer pairs come before inner ones; each leaves its words to those inside it.
        var owner = new int[_translated.Target.Count];
        Array.Fill(owner, -1);
        for (int i = 0; i < marks.Count && Fault is null; i++)
        {
            switch (marks[i].Kind)
            {
                case InlineKind.Open:
                    PlacePair(i, owner);
                    break;
                case InlineKind.Single:
                    PlaceSingle(marks[i]);
                    break;
                case InlineKind.AccessKey:
                    PlaceKey(marks[i]);
                    break;
            }
        }
    }

    private void PlaceSingle(TakenMark mark)
    {
        // What touches an argument goes with it.
        StandIn? touched = _source.StandIns.FirstOrDefault(s => s.Span.End == mark.At || s.Span.Start == mark.At);
        if (touched is not null && _edits.Find(e => ReferenceEquals(e.Inline, touched.Inline)) is Edit edit && mark.Space == MarkSpace.Unchanged)
        {
            Insert(touched.Span.End == mark.At ? edit.End : edit.Start, touched.Span.End == mark.At ? Rank.Close : Rank.Single, mark.Inline);
            return;
        }
        int at = PlaceInWord(mark.At) ?? PlaceOf(mark.At, FirstSourceWordFrom(mark.At), 0);
        string text = _translated.Text;
        if (mark.Space == MarkSpace.Itself)
        {
            if (at < text.Length && text[at] == ' ') Replace(at, at + 1, mark.Inline);
            else if (at > 0 && text[at - 1] == ' ' && _edits.All(e => e.Start != at - 1 || e.End == e.Start)) Replace(at - 1, at, mark.Inline);
            else Insert(at, Rank.Single, mark.Inline);
            return;
        }
        Insert(at, Rank.Single, mark.Inline);
        if (mark.Space == MarkSpace.OneOfTwo && at < text.Length && !char.IsWhiteSpace(text[at])) Insert(at, Rank.Single, new Inline(InlineKind.Text, " "));
    }

    private bool IsAtEdge(TakenMark mark)
    {
        int word = FirstSourceWordFrom(mark.At);
        return word == 0 || word == _translated.Source.Count;
    }

    private void PlacePair(int open, int[] owner)
    {
        TakenMark mark = _source.Marks[open];
        int from = FirstSourceWordFrom(mark.At), to = FirstSourceWordFrom(_source.Marks[mark.Partner].At);
        if (to < _translated.Source.Count && _translated.Source[to].Start < _source.Marks[mark.Partner].At) to++;
        if (from == to)
        {
            Insert(PlaceOf(mark.At, from, 0), Rank.Single, mark.Inline);
            Insert(PlaceOf(mark.At, from, 0), Rank.Single, _source.Marks[mark.Partner].Inline);
            return;
        }
        int parent = -1;
        for (int i = 0; i < open; i++)
            if (_source.Marks[i].Kind == InlineKind.Open && _source.Marks[i].Partner > open && _covered.ContainsKey(i)) parent = i;
        _covered[open] = (from, to);
        bool isWhole = (from, to) == (parent < 0 ? (0, _translated.Source.Count) : _covered[parent]);
        // A word that a tag cuts belongs to what is on either side of it.
        int? openAt = PlaceInWord(mark.At), closeAt = PlaceInWord(_source.Marks[mark.Partner].At);
        if (openAt is not null) from++;
        if (closeAt is not null) to--;
        if (openAt is null || closeAt is null || (from < to && openAt > closeAt))
        {
            (int First, int Last) best = BestSpan([.. owner.Select(o => o == parent)], t => isWhole ? 1 : _translated.Mass(t, from, to) - 0.5);
            if (from >= to && openAt is not null) closeAt = _translated.Target[WordAt(_translated.Target, new TextSpan(openAt.Value, openAt.Value + 1))].End;
            else if (from >= to && closeAt is not null) openAt = _translated.Target[WordAt(_translated.Target, new TextSpan(closeAt.Value - 1, closeAt.Value))].Start;
            else if (best.First < 0)
            {
                Fault = "tags would cross in the translation";
                return;
            }
            else
            {
                Array.Fill(owner, open, best.First, best.Last - best.First + 1);
                (int first, int last) = (_translated.Target[best.First].Start, _translated.Target[best.Last].End);
                (openAt, closeAt) = (openAt > last ? first : openAt ?? first, closeAt < first ? last : closeAt ?? last);
            }
        }
        else
        {
            for (int t = 0; t < owner.Length; t++)
                if (owner[t] == parent && _translated.Target[t].Start >= openAt && _translated.Target[t].End <= closeAt) owner[t] = open;
        }
        if (closeAt < openAt)
        {
            Fault = "tags would cross in the translation";
            return;
        }
        Insert(openAt.Value, Rank.Open, mark.Inline);
        Insert(closeAt.Value, Rank.Close, _source.Marks[mark.Partner].Inline, -open);
    }

    // A mark within a word has its place where the translation has the same word.
    private int? PlaceInWord(int at)
    {
        int word = FirstSourceWordFrom(at);
        if (word == _translated.Source.Count || _translated.Source[word].Start >= at) return null;
        TextSpan source = _translated.Source[word];
        int best = -1;
        for (int t = 0; t < _translated.Target.Count; t++)
            if (_translated.Target[t].Length == source.Length && _translated.Text.AsSpan(_translated.Target[t].Start, source.Length).SequenceEqual(_source.Plain.AsSpan(source.Start, source.Length))
                && (best < 0 || _translated.Mass(t, word, word + 1) > _translated.Mass(best, word, word + 1))) best = t;
        return best < 0 ? null : _translated.Target[best].Start + at - source.Start;
    }

    // The gap between target words that parts the weights best: before it what attended to words before the mark, behind it to those behind.
    private int PlaceOf(int at, int word, int firstTarget)
    {
        IReadOnlyList<TextSpan> source = _translated.Source, target = _translated.Target;
        if (word == 0) return Math.Max(0, target[0].Start - (source[0].Start - at));
        if (word >= source.Count) return Math.Min(_translated.Text.Length, target[^1].End + Math.Max(0, at - source[^1].End));
        double sum = 0, best = 0;
        int gap = firstTarget;
        for (int t = firstTarget; t < target.Count; t++)
        {
            double before = _translated.Mass(t, 0, word), behind = _translated.Mass(t, word, source.Count);
            sum += before - behind;
            if (sum > best) (best, gap) = (sum, t + 1);
        }
        bool touchesNext = source[word].Start == at, touchesLast = source[word - 1].End == at;
        return gap == target.Count || (gap > 0 && touchesLast && !touchesNext) ? target[gap - 1].End : target[gap].Start;
    }

    private void PlaceKey(TakenMark mark)
    {
        int word = FirstSourceWordFrom(mark.At);
        if (word == _translated.Source.Count || _translated.Source[word].Start > mark.At) word--;
        int best = -1;
        for (int t = 0; t < _translated.Target.Count; t++)
            if (LetterIn(t, null) >= 0 && (best < 0 || _translated.Mass(t, word, word + 1) > _translated.Mass(best, word, word + 1))) best = t;
        if (best < 0)
        {
            Fault = "the translation has no letter for the access key";
            return;
        }
        char key = mark.At < _source.Plain.Length ? _source.Plain[mark.At] : ' ';
        int at = LetterIn(best, mark.Inline.Text == "_" ? null : key);
        Insert(at >= 0 ? at : LetterIn(best, null), Rank.Open, mark.Inline);
    }

    // An access key's sign goes before a letter that is not part of a stand-in.
    private int LetterIn(int target, char? letter)
    {
        for (int i = _translated.Target[target].Start; i < _translated.Target[target].End; i++)
        {
            char c = _translated.Text[i];
            if (char.IsLetter(c) && (letter is null || char.ToUpperInvariant(c) == char.ToUpperInvariant(letter.Value))) return i;
        }
        return -1;
    }

    private int FirstSourceWordFrom(int at)
    {
        int word = 0;
        while (word < _translated.Source.Count && _translated.Source[word].End <= at) word++;
        return word;
    }

    private void PlaceBreaks()
    {
        int next = 0;
        string text = _translated.Text;
        for (int at = text.IndexOf(ProtectedText.Break); at >= 0; at = text.IndexOf(ProtectedText.Break, at + 1)) Replace(at, at + 1, _source.Breaks[next++]);
    }

    private void Replace(int start, int end, Inline? inline) => _edits.Add(new Edit(start, end, Rank.Replace, _edits.Count, inline));

    private void Insert(int at, Rank rank, Inline inline, int order = 0) => _edits.Add(new Edit(at, at, rank, order == 0 ? _edits.Count : order, inline));

    private List<Inline> Apply()
    {
        var inlines = new List<Inline>();
        string text = _translated.Text;
        int next = 0;
        foreach (Edit edit in _edits.OrderBy(static e => e.Start).ThenBy(static e => e.Rank == Rank.Replace ? Rank.Open + 1 : e.Rank).ThenBy(static e => e.Order))
        {
            if (edit.Start > next) inlines.Add(new Inline(InlineKind.Text, text[next..edit.Start]));
            if (edit.Inline is not null) inlines.Add(edit.Inline);
            next = Math.Max(next, edit.End);
        }
        if (next < text.Length) inlines.Add(new Inline(InlineKind.Text, text[next..]));
        return inlines;
    }

    private sealed record Edit(int Start, int End, Rank Rank, int Order, Inline? Inline);
}
