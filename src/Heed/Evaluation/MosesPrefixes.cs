using System.Collections.Frozen;

namespace Heed.Evaluation;

/// <summary>Abbreviations that keep their dot, of a few languages; those of other languages are single capital letters.</summary>
internal sealed class MosesPrefixes
{
    private static readonly MosesPrefixes
        English = new(
            "Adm Asst Bros Brig Capt Cmdr Co Col Comdr Corp Dr Drs Ens Esq Gen Gov Hon Inc Insp Jr Lt Ltd MM Maj Messrs Mlle Mme Mr Mrs Ms Msgr Op Ph Pfc Prof Pvt Rep Reps Rev Sen Sens Sgt Sr St Supt Surg "
            + "v vs i.e rev e.g Rs Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec", "No Nos Art Nr pp"),
        German = new(
            "Abs Allg Apr Art Aufl Aug Bd Bsp Ca Dez Dipl Dr Est Evtl Feb Fr Frl Ges Hl Hr Hrn Hrsg Inc Ing Jan Jh Jr Jul Jun Kap Kl Lt Ltd Mio Mrd Mr Mrs Ms Nov Okt Prof Sep Sr St Str Tel Ubs "
            + "bspw bzgl bzw ca evtl ggf gem inkl jr max min sog u usf usw vgl z zzgl " + string.Join(' ', Enumerable.Range(1, 99)),     // the third is "3."
            "Nr No pp"),
        French = new("M MM Mme Mmes Mlle Mlles Mgr Me Dr Pr Prof St Ste etc av apr art chap env fig janv févr avr juil sept oct nov déc vol tél hab ap éd", "No Nos no nos p pp"),
        Other = new("", "");

    private readonly FrozenSet<string> _always, _beforeNumbers;

    private MosesPrefixes(string always, string beforeNumbers) => (_always, _beforeNumbers) = (Words(always), Words(beforeNumbers));

    public static MosesPrefixes Of(string language) => language switch
    {
        "en" => English,
        "de" => German,
        "fr" => French,
        _ => Other,
    };

    /// <summary>Whether a word keeps the dot behind it, if the next word begins with a digit or not.</summary>
    public bool KeepsDot(string word, bool beforeNumber) => word is [>= 'A' and <= 'Z'] || _always.Contains(word) || (beforeNumber && _beforeNumbers.Contains(word));

    private static FrozenSet<string> Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
