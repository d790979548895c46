using System.Numerics;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>How much a hypothesis has of the terms that it must have. It never changes; a token gives the next one.</summary>
internal sealed class TermProgress
{
    private readonly ulong _met;
    private readonly Match[] _going;
    private readonly Match? _last;
    private readonly double _metBonus, _read;
    private readonly bool _anySaid, _endsInWord, _opens;

    private TermProgress(ulong met, double metBonus, double read, Match[] going, Match? last, bool anySaid, bool endsInWord, bool opens) =>
        (_met, _metBonus, _read, _going, _last, _anySaid, _endsInWord, _opens) = (met, metBonus, read, going, last, anySaid, endsInWord, opens);

    /// <summary>Nothing is said yet.</summary>
    public static TermProgress None { get; } = new(0, 0, 0, [], null, anySaid: false, endsInWord: false, opens: false);

    /// <summary>How many terms it has.</summary>
    public int Met => BitOperations.PopCount(_met);

    /// <summary>What the places of its terms are worth, less what other tokens read of the terms' sources: at most 0.</summary>
    public double Bonus => _metBonus - _read + (_going.Length == 0 ? 0 : _going.Max(static match => match.Bonus));

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
    /// <param name="worth">What terms have of the step that aligns the token; null where the step that reads it has yet to tell, see <see cref="Placed"/>.</param>
    public TermProgress After(IReadOnlyList<RequiredTerm> terms, TargetPieces pieces, int token, StepWorth? worth)
    {
        (ulong met, double metBonus, double read) = (_met, _metBonus, _read + (worth?.Read ?? 0));
        if (_last is { } last && _endsInWord && pieces.BeginsInWord(token)) (met, metBonus) = (met & ~(1UL << last.Term), metBonus - last.Bonus);      // the word went on: it is another
        var going = new List<Match>();
        Match? done = null;
        foreach (Match match in _going)
            if (terms[match.Term].Spellings[match.Spelling].Tokens[match.Said] == token) Go(match.Next(worth?[match.Term]));
        for (int term = 0; term < terms.Count; term++)
        {
            if (!IsNext(terms, term)) continue;
            for (int spelling = 0; spelling < terms[term].Spellings.Count; spelling++)
                if (Fits(terms[term].Spellings[spelling].Place) && terms[term].Spellings[spelling].Tokens[0] == token) Go(new Match(term, spelling, 0, 0).Next(worth?[term]));
        }
        bool endsInWord = pieces.EndsInWord(token), opens = pieces.Opens(token);
        return done is { } said
            ? new TermProgress(met | 1UL << said.Term, metBonus + said.Bonus, read, [], said, true, endsInWord, opens)
            : new TermProgress(met, metBonus, read, [.. going], null, true, endsInWord, opens);

        void Go(Match match)
        {
            if (match.Said < terms[match.Term].Spellings[match.Spelling].Tokens.Length) going.Add(match);
            else done ??= match;
        }
    }

    /// <summary>The progress once its last token is read: what terms have of the step that reads it.</summary>
    public TermProgress Placed(StepWorth worth)
    {
        Match? last = _last is { } said ? said.Read(worth[said.Term]) : null;
        Match[] going = _going.Length == 0 ? _going : [.. _going.Select(match => match.Read(worth[match.Term]))];
        return new TermProgress(_met, _metBonus + (last?.Bonus - _last?.Bonus ?? 0), _read + worth.Read, going, last, _anySaid, _endsInWord, _opens);
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

    private readonly record struct Match(int Term, int Spelling, int Said, double Bonus)
    {
        public Match Next(TermWorth? worth) => (this with { Said = Said + 1 }).Read(worth ?? default);

        // The place is that of the first token; what the term itself reads of its source is no other token's.
        public Match Read(TermWorth worth) => this with { Bonus = Bonus + worth.Read + (Said == 1 ? worth.Place : 0) };
    }
}
