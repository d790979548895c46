using System.Numerics;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>How much a hypothesis has of the terms that it must have. It never changes; a token gives the next one.</summary>
internal sealed class TermProgress
{
    private readonly ulong _met;
    private readonly Match[] _going;
    private readonly Match? _last;
    private readonly double _metBonus;
    private readonly bool _anySaid, _endsInWord, _opens;

    private TermProgress(ulong met, double metBonus, Match[] going, Match? last, bool anySaid, bool endsInWord, bool opens) =>
        (_met, _metBonus, _going, _last, _anySaid, _endsInWord, _opens) = (met, metBonus, going, last, anySaid, endsInWord, opens);

    /// <summary>Nothing is said yet.</summary>
    public static TermProgress None { get; } = new(0, 0, [], null, anySaid: false, endsInWord: false, opens: false);

    /// <summary>How many terms it has.</summary>
    public int Met => BitOperations.PopCount(_met);

    /// <summary>What the places of its terms are worth: at most 0.</summary>
    public double Bonus => _metBonus + (_going.Length == 0 ? 0 : _going.Max(static match => match.Bonus));

    /// <summary>Whether it has a term.</summary>
    public bool Has(int term) => (_met >> term & 1) != 0;

    /// <summary>The tokens of terms that it has, with those of one that it is in the middle of.</summary>
    public int Tokens(IReadOnlyList<RequiredTerm> terms)
    {
        int tokens = _going.Length == 0 ? 0 : _going.Max(match => Math.Min(match.Said, terms[match.Term].Weight - 1));
        for (int term = 0; term < terms.Count; term++)
            if (Has(term)) tokens += terms[term].Weight;
        return tokens;
    }

    /// <summary>Adds the tokens that begin a term or go on with one.</summary>
    public void AddNext(IReadOnlyList<RequiredTerm> terms, List<int> tokens)
    {
        foreach (Match match in _going) tokens.Add(terms[match.Term].Spellings[match.Spelling].Tokens[match.Said]);
        for (int term = 0; term < terms.Count; term++)
        {
            if (!IsNext(terms, term)) continue;
            foreach (TermSpelling spelling in terms[term].Spellings)
                if (Fits(spelling.Place)) tokens.Add(spelling.Tokens[0]);
        }
    }

    /// <summary>The progress behind a token.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="pieces">How tokens begin and end.</param>
    /// <param name="token">The token.</param>
    /// <param name="bonus">What it is worth that a term begins with the token; null where the step that reads it has yet to tell, see <see cref="Placed"/>.</param>
    public TermProgress After(IReadOnlyList<RequiredTerm> terms, TargetPieces pieces, int token, Func<RequiredTerm, double>? bonus)
    {
        (ulong met, double metBonus) = (_met, _metBonus);
        if (_last is { } last && _endsInWord && pieces.BeginsInWord(token)) (met, metBonus) = (met & ~(1UL << last.Term), metBonus - last.Bonus);      // the word went on: it is another
        var going = new List<Match>();
        Match? done = null;
        foreach (Match match in _going)
            if (terms[match.Term].Spellings[match.Spelling].Tokens[match.Said] == token) Go(match with { Said = match.Said + 1 });
        for (int term = 0; term < terms.Count; term++)
        {
            if (!IsNext(terms, term)) continue;
            for (int spelling = 0; spelling < terms[term].Spellings.Count; spelling++)
                if (Fits(terms[term].Spellings[spelling].Place) && terms[term].Spellings[spelling].Tokens[0] == token) Go(new Match(term, spelling, 1, bonus?.Invoke(terms[term]) ?? 0));
        }
        bool endsInWord = pieces.EndsInWord(token), opens = pieces.Opens(token);
        return done is { } said
            ? new TermProgress(met | 1UL << said.Term, metBonus + said.Bonus, [], said, true, endsInWord, opens)
            : new TermProgress(met, metBonus, [.. going], null, true, endsInWord, opens);

        void Go(Match match)
        {
            if (match.Said < terms[match.Term].Spellings[match.Spelling].Tokens.Length) going.Add(match);
            else done ??= match;
        }
    }

    /// <summary>The progress once its last token is read: what it is worth that terms begin with that token.</summary>
    public TermProgress Placed(IReadOnlyList<RequiredTerm> terms, Func<RequiredTerm, double> bonus)
    {
        if (_last is { Said: 1 } last)
        {
            Match placed = last with { Bonus = bonus(terms[last.Term]) };
            return new TermProgress(_met, _metBonus - last.Bonus + placed.Bonus, _going, placed, _anySaid, _endsInWord, _opens);
        }
        return Array.Exists(_going, static match => match.Said == 1)
            ? new TermProgress(_met, _metBonus, [.. _going.Select(match => match.Said == 1 ? match with { Bonus = bonus(terms[match.Term]) } : match)], null, _anySaid, _endsInWord, _opens)
            : this;
    }

    // Of terms that are the same words, one after the other.
    private bool IsNext(IReadOnlyList<RequiredTerm> terms, int term)
    {
        if (Has(term)) return false;
        for (int earlier = 0; earlier < term; earlier++)
            if (!Has(earlier) && terms[earlier].Target == terms[term].Target) return false;
        return true;
    }

    private bool Fits(TermPlace place) => place switch
    {
        TermPlace.AtBeginning => !_anySaid,
        TermPlace.AfterSpace => _anySaid,
        _ => _anySaid && _opens,
    };

    private readonly record struct Match(int Term, int Spelling, int Said, double Bonus);
}
