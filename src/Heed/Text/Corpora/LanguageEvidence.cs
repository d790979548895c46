using System.Collections.Frozen;
using System.Text;

namespace Heed.Text.Corpora;

/// <summary>
/// How much a text looks like each of some languages: the words of it that are among a language's commonest, and its script. That is
/// enough to tell columns apart, not to name the language of a single short sentence.
/// </summary>
internal static class LanguageEvidence
{
    private const int LongestWord = 8;
    private const int Japanese = 1, Chinese = 3;      // in Scripts

    // The commonest words that say "this language", and few of which another has.
    private static readonly (string Code, string Words)[] Common =
    [
        ("en", "the of and to is you that it he was for are with his they this have from not but what all were when your can there each which she how their will do does did has had been would i my we him her at be as if an by or who why where don't"),
        ("fr", "le les des et est une du que pas je vous ne il elle ce qui sur dans au nous avec pour par plus mais sont cette tout être avoir c'est j'ai n'est ont été aux suis mon ma mes votre où était ça fait leur ses ils elles qu'il d'un d'une l'a quoi"),
        ("de", "der die das und ist nicht ich sie es ein eine zu den mit auf für von dem des im wir wird sich auch kann werden wurde dass hat haben sind wie nur bei nach wenn oder aus mein er ihr mir mich habe einen einem einer du kein keine war"),
        ("es", "el los las del que y es en un una por con para no lo se su al como más pero este esta está son fue ha hay yo mi ella usted qué todo muy tiene puede desde sin sobre le nos cuando él tom eso era estoy ser"),
        ("it", "il di che è e la non un una per sono con del della dei le lo gli nel da al si ma come più questo questa ha hanno io mi ho ci anche alla delle era suo mio perché cosa tu lui lei essere stato"),
        ("pt", "o os um uma de que e não é do da em para com no na se por mais como mas ao dos das foi ele ela eu você está são tem isso este esta seu sua meu nós pode muito também pelo ser quando já estou"),
        ("pl", "nie to się w na i z jest że do o jak co ale po czy za od tak ja już może tylko przez być dla był było jego jej są który która które można ma mam ty on ona oraz nie został ten ta"),
        ("cs", "je se na to v že a s z do i o ale jak by jsem si už není pro tak co nebo jsou byl bylo která který které být může má podle při ve této tento pouze po od jeho ještě nelze k ho"),
        ("tr", "bir ve bu için o da de ne ile çok var mı mi ben sen daha olarak gibi değil olan en kadar sonra ama her yok ya şey bana onun tom olduğunu nasıl ki veya hata geçersiz"),
        ("nl", "de het een en van ik je dat is niet in op te zijn met voor die er maar ook hij zij aan heb heeft wat wij was als bij naar dit deze worden kan wel geen mijn u"),
    ];

    private static readonly string[] Scripts = ["ru", "ja", "ko", "zh", "fa", "el", "he", "hi"];

    // Codes of three letters, and languages that share a script and are not told from each other.
    private static readonly FrozenDictionary<string, string> OtherCodes = (
        "eng=en fra=fr fre=fr deu=de ger=de spa=es ita=it por=pt pol=pl ces=cs cze=cs tur=tr nld=nl dut=nl rus=ru uk=ru bg=ru sr=ru jpn=ja kor=ko "
        + "zho=zh chi=zh cmn=zh yue=zh fas=fa per=fa pes=fa ar=fa ara=fa ur=fa ell=el gre=el heb=he hin=hi")
        .Split(' ').ToFrozenDictionary(static pair => pair.Split('=')[0], static pair => pair.Split('=')[1], StringComparer.Ordinal);

    /// <summary>The languages that can be told.</summary>
    public static IReadOnlyList<string> Languages { get; } = [.. Common.Select(c => c.Code), .. Scripts];

    private static readonly FrozenDictionary<string, uint> LanguagesOfWord = Words().ToFrozenDictionary(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> WordLookup = LanguagesOfWord.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The place of a language in <see cref="Languages"/> by its code, with or without a region, or −1.</summary>
    public static int IndexOf(string? code)
    {
        if (string.IsNullOrEmpty(code)) return -1;
        string plain = code.Split('-', '_')[0].ToLowerInvariant();
        return Array.IndexOf([.. Languages], OtherCodes.GetValueOrDefault(plain, plain));
    }

    /// <summary>The script of a language: the place of the first language that is told by it, or −1 for Latin and whatever is not known.</summary>
    public static int ScriptOfLanguage(string code) => Math.Max(-1, IndexOf(code) - Common.Length);

    /// <summary>The language that is told by a script.</summary>
    public static string? LanguageOfScript(int script) => script < 0 ? null : Scripts[script];

    /// <summary>The script of at least two thirds of a text's letters, or null where there is none or there are too few letters; a sign that stands for a syllable or a word counts as three.</summary>
    public static int? ScriptOfText(string text, int leastLetters)
    {
        Span<int> letters = stackalloc int[Scripts.Length + 1];      // Latin first
        letters.Clear();
        int all = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune)) continue;
            int weight = rune.Value is (>= 0x2E80 and < 0xA000) or (>= 0xAC00 and < 0xD7B0) ? 3 : 1;
            letters[1 + ScriptOf(rune.Value)] += weight;
            all += weight;
        }
        if (letters[1 + Japanese] > 0)
        {
            letters[1 + Japanese] += letters[1 + Chinese];
            letters[1 + Chinese] = 0;
        }
        for (int i = 0; i < letters.Length; i++)
            if (all >= leastLetters && 3 * letters[i] >= 2 * all) return i - 1;
        return null;
    }

    /// <summary>Adds a text's evidence.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="evidence">A number for each of <see cref="Languages"/>, to which the words that speak for it are added.</param>
    public static void Add(string text, Span<int> evidence)
    {
        Span<char> word = stackalloc char[LongestWord];
        int length = 0;
        bool tooLong = false;
        Span<int> script = stackalloc int[Scripts.Length];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int known = ScriptOf(rune.Value);
            if (known >= 0) script[known]++;
            bool isPart = Rune.IsLetter(rune) || (length > 0 && rune.Value is '\'' or '’');
            if (isPart && !tooLong && rune.IsBmp && length < LongestWord) word[length++] = rune.Value == '’' ? '\'' : (char)Rune.ToLowerInvariant(rune).Value;
            else if (isPart) tooLong = true;
            else
            {
                Count(word[..length], tooLong, evidence);
                length = 0;
                tooLong = false;
            }
        }
        Count(word[..length], tooLong, evidence);
        // Japanese has Chinese signs as well; a text with kana is Japanese.
        if (script[Japanese] > 0) script[Chinese] = 0;
        for (int i = 0; i < script.Length; i++) evidence[Common.Length + i] += (script[i] + 1) / 2;
    }

    private static void Count(ReadOnlySpan<char> word, bool tooLong, Span<int> evidence)
    {
        if (tooLong || word.IsEmpty || !WordLookup.TryGetValue(word, out uint languages)) return;
        for (int i = 0; languages != 0; i++, languages >>= 1)
            if ((languages & 1) != 0) evidence[i]++;
    }

    private static int ScriptOf(int rune) => rune switch
    {
        < 0x370 => -1,
        >= 0x400 and < 0x530 => 0,
        >= 0x3041 and < 0x3100 => 1,
        >= 0xAC00 and < 0xD7B0 => 2,
        >= 0x4E00 and < 0xA000 => 3,
        >= 0x620 and < 0x700 => 4,
        >= 0x370 and < 0x400 => 5,
        >= 0x5D0 and < 0x5F0 => 6,
        >= 0x900 and < 0x980 => 7,
        _ => -1,
    };

    private static Dictionary<string, uint> Words()
    {
        var words = new Dictionary<string, uint>(StringComparer.Ordinal);
        for (int i = 0; i < Common.Length; i++)
            foreach (string word in Common[i].Words.Split(' '))
                if (word.Length <= LongestWord) words[word] = words.GetValueOrDefault(word) | (1u << i);
        return words;
    }
}
