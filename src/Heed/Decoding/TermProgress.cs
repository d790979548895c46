using System.Numerics;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>How much a hypothesis has of the terms that it must have. It never changes; a token gives the next one.</summary>
internal sealed class TermProgress
{
    private readonly ulong _met;
    private readonly Match[] _going;
    private readonly int _last;
    private readonly double _metBonus, _lastBonus;
    private readonly bool _anySaid, _endsInWord;

    private TermProgress(ulong met, double metBonus, Match[] going, int last, double lastBonus, bool anySaid, bool endsInWord) =>
        (_met, _metBonus, _going, _last, _lastBonus, _anySaid, _endsInWord) = (met, metBonus, going, last, lastBonus, anySaid, endsInWord);

    /// <summary>Nothing is said yet.</summary>
    public static TermProgress None { get; } = new(0, 0, [], -1, 0, anySaid: false, endsInWord: false);

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
    /// <param name="bonus">What it is worth that a term begins with the token.</param>
    public TermProgress After(IReadOnlyList<RequiredTerm> terms, TargetPieces pieces, int token, Func<RequiredTerm, double> bonus)
    {
        (ulong met, double metBonus) = (_met, _metBonus);
        if (_last >= 0 && _endsInWord && pieces.BeginsInWord(token)) (met, metBonus) = (met & ~(1UL << _last), metBonus - _lastBonus);      // the word went on: it is another
        var going = new List<Match>();
        Match? done = null;
        foreach (Match match in _going)
            if (terms[match.Term].Spellings[match.Spelling].Tokens[match.Said] == token) Go(match with { Said = match.Said + 1 });
        for (int term = 0; term < terms.Count; term++)
        {
            if (!IsNext(terms, term)) continue;
            for (int spelling = 0; spelling < terms[term].Spellings.Count; spelling++)
                if (Fits(terms[term].Spellings[spelling].Place) && terms[term].Spellings[spelling].Tokens[0] == token) Go(new Match(term, spelling, 1, bonus(terms[term])));
        }
        bool endsInWord = pieces.EndsInWord(token);
        return done is { } said
            ? new TermProgress(met | 1UL << said.Term, metBonus + said.Bonus, [], said.Term, said.Bonus, true, endsInWord)
            : new TermProgress(met, metBonus, [.. going], -1, 0, true, endsInWord);

        void Go(Match match)
        {
            if (match.Said < terms[match.Term].Spellings[match.Spelling].Tokens.Length) going.Add(match);
            else done ??= match;
        }
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
        _ => _anySaid && !_endsInWord,
    };

    private readonly record struct Match(int Term, int Spelling, int Said, double Bonus);
}
