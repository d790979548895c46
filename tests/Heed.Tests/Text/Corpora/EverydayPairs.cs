using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

/// <summary>A little French, with English and German: subject, verb, object and place, from lists of words.</summary>
internal static class EverydayPairs
{
    private static readonly (string French, string English, string German)[] Nouns =
    [
        ("chat", "cat", "Kater"), ("chien", "dog", "Hund"), ("homme", "man", "Mann"), ("garçon", "boy", "Junge"), ("oiseau", "bird", "Vogel"), ("cheval", "horse", "Esel"), ("roi", "king", "König"),
        ("voisin", "neighbour", "Nachbar"), ("médecin", "doctor", "Arzt"), ("boulanger", "baker", "Bäcker"), ("soldat", "soldier", "Soldat"), ("pêcheur", "fisherman", "Fischer"), ("peintre", "painter", "Maler"),
        ("facteur", "postman", "Briefträger"), ("jardinier", "gardener", "Gärtner"), ("mouton", "sheep", "Hammel"),
    ];

    private static readonly (string French, string English, string German)[] Verbs =
    [
        ("voit", "sees", "sieht"), ("cherche", "seeks", "sucht"), ("suit", "follows", "verfolgt"), ("aide", "helps", "unterstützt"), ("connaît", "knows", "kennt"), ("attend", "expects", "erwartet"),
        ("appelle", "calls", "ruft"), ("regarde", "watches", "betrachtet"), ("trouve", "finds", "findet"), ("oublie", "forgets", "vergisst"),
    ];

    private static readonly (string French, string English, string German)[] Adjectives =
    [
        ("noir", "black", "schwarzen"), ("petit", "small", "kleinen"), ("vieux", "old", "alten"), ("jeune", "young", "jungen"), ("triste", "sad", "traurigen"), ("calme", "calm", "ruhigen"), ("riche", "rich", "reichen"),
        ("blanc", "white", "weißen"), ("fatigué", "tired", "müden"), ("rapide", "quick", "schnellen"),
    ];

    private static readonly (string French, string English, string German)[] Places =
    [
        ("dans le jardin", "in the garden", "in dem Garten"), ("sur le pont", "on the bridge", "auf der Brücke"), ("avec des amis", "with some friends", "mit den Freunden"), ("pour la première fois", "for the first time", "zum ersten Mal"),
        ("et nous ne le savons pas", "and we do not know it", "und wir wissen es nicht"), ("mais il est trop tard", "but it is too late", "aber es ist zu spät"), ("où les enfants sont", "where the children are", "wo die Kinder sind"),
        ("devant une maison", "before a house", "vor einem Haus"),
    ];

    /// <summary>Pairs in French and English; the same seed gives the same.</summary>
    public static List<SentencePair> Of(int count, ulong seed = 1) => [.. InThree(count, seed).Select((three, i) => new SentencePair(three.French, three.English, i + 1))];

    /// <summary>The same sentences in three languages.</summary>
    public static List<(string French, string English, string German)> InThree(int count, ulong seed = 1)
    {
        var random = new Lcg(seed);
        var sentences = new List<(string, string, string)>(count);
        for (int i = 0; i < count; i++)
        {
            (string French, string English, string German) who = Pick(Nouns), verb = Pick(Verbs), whom = Pick(Nouns), how = Pick(Adjectives), where = Pick(Places);
            sentences.Add((
                $"Le {who.French} {verb.French} le {whom.French} {how.French} {where.French}.",
                $"The {who.English} {verb.English} the {how.English} {whom.English} {where.English}.",
                $"Der {who.German} {verb.German} den {how.German} {whom.German} {where.German}."));
        }
        return sentences;

        (string, string, string) Pick((string, string, string)[] words) => words[random.Next(words.Length)];
    }
}
