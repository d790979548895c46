using System.Globalization;
using System.Text;
using Heed.Files;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// The target tokens that a source's tokens may become, and those that any text needs: with it the output layer computes some hundreds of logits instead of one for each token of the vocabulary. Each
/// sentence has its own tokens, so a translation does not depend on its batch. Jean et al. 2015, section 3.2.
/// </summary>
/// <remarks>
/// The file is text: <c>heed-shortlist 1</c>, <c>vocabulary N</c>, <c>always</c> and the numbers of tokens that are always there, then a line for each source token: its number and those it may become.
/// </remarks>
public sealed class Shortlist
{
    /// <summary>The name of the file in a model's folder.</summary>
    public const string FileName = "shortlist.txt";

    private const string FirstLine = "heed-shortlist 1";

    private readonly int[] _always;
    private readonly int[][] _targets;

    /// <summary>A list for a vocabulary of <paramref name="targets"/>.Length tokens.</summary>
    /// <param name="always">Tokens that are always there; the end symbol is, whether named or not.</param>
    /// <param name="targets">For each source token what it may become.</param>
    /// <exception cref="ArgumentException">A token is not of the vocabulary.</exception>
    public Shortlist(IReadOnlyList<int> always, IReadOnlyList<IReadOnlyList<int>> targets)
    {
        ArgumentNullException.ThrowIfNull(always);
        ArgumentNullException.ThrowIfNull(targets);
        VocabularySize = targets.Count;
        foreach (int token in always.Concat(targets.SelectMany(tokens => tokens)))
            if ((uint)token >= (uint)VocabularySize) throw new ArgumentException($"Shortlist: there is no token {token} in a vocabulary of {VocabularySize:N0}.", nameof(targets));
        _always = [.. always.Append(Vocabulary.End).Distinct().Order()];
        _targets = [.. targets.Select(tokens => (int[])[.. tokens])];
    }

    /// <summary>The tokens of the vocabulary it is for.</summary>
    public int VocabularySize { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no shortlist; the message names file, line and fault.</exception>
    public static Shortlist Load(string path)
    {
        int[][]? targets = null;
        int[] always = [];
        long number = 0;
        foreach (string line in TextLines.Read(path))
        {
            number++;
            string[] parts = line.Split(' ');
            if (number == 1)
            {
                if (line != FirstLine) throw Fault($"this is no shortlist: it does not begin with '{FirstLine}'");
            }
            else if (number == 2)
            {
                if (parts is not ["vocabulary", string size] || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count is < Vocabulary.SmallestSize or > 10_000_000)
                    throw Fault("'vocabulary' and the number of its tokens should stand here");
                targets = new int[count][];
                Array.Fill(targets, []);
            }
            else if (number == 3)
            {
                if (parts[0] != "always") throw Fault("'always' and tokens should stand here");
                always = Tokens(parts);
            }
            else targets![TokenOf(parts[0])] = Tokens(parts);
        }
        if (number < 3) throw new InvalidDataException($"{path}: the file ends after {number} lines; make it again with heed models shortlist.");
        return new Shortlist(always, targets!);

        int[] Tokens(string[] parts)
        {
            int[] tokens = new int[parts.Length - 1];
            for (int i = 1; i < parts.Length; i++) tokens[i - 1] = TokenOf(parts[i]);
            return tokens;
        }

        int TokenOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int token) && token < targets!.Length
            ? token
            : throw Fault($"'{(text.Length > 20 ? text[..20] : text)}' is no token of a vocabulary of {targets!.Length:N0}");

        InvalidDataException Fault(string what) => new($"{path}:{number}: {what}.");
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{FirstLine}\nvocabulary {VocabularySize}\nalways {string.Join(' ', _always)}\n");
        for (int token = 0; token < _targets.Length; token++)
            if (_targets[token].Length > 0) text.Append(CultureInfo.InvariantCulture, $"{token} {string.Join(' ', _targets[token])}\n");
        AtomicFile.WriteText(path, text.ToString());
    }

    /// <summary>The tokens that a source may become, in ascending order.</summary>
    public int[] For(ReadOnlySpan<int> source)
    {
        var tokens = new HashSet<int>(_always);
        foreach (int token in source)
            if ((uint)token < (uint)_targets.Length) tokens.UnionWith(_targets[token]);
        return [.. tokens.Order()];
    }
}
