using System.Text.RegularExpressions;
using Heed.Files;
using Heed.Text;

namespace Heed.Models;

/// <summary>What an import read, and what it found when it tried the model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
/// <param name="Tensors">Tensors that were read.</param>
/// <param name="StoredAs">How the numbers are stored.</param>
/// <param name="SourceShare">The fraction of the source model's pieces that the vocabulary has.</param>
/// <param name="TargetShare">The fraction of the target model's pieces that the vocabulary has.</param>
/// <param name="Languages">Languages that a source may ask for with a token of theirs; empty for a model of one.</param>
/// <param name="MostPositions">The longest sentence that the checkpoint was made for, in tokens.</param>
public sealed record MarianImported(TranslationModel Model, Tokenizer Tokenizer, int Tensors, SafetensorsType StoredAs, double SourceShare, double TargetShare, IReadOnlyList<string> Languages, int MostPositions);

/// <summary>Makes a model of Heed of a folder with a Marian checkpoint of Hugging Face and its SentencePiece models, such as the OPUS-MT ones.</summary>
public static partial class MarianImport
{
    private const double LeastShare = 0.5;

    /// <summary>The languages of a checkpoint as its files or its folder's name tell them: <c>tokenizer_config.json</c>, or a name such as <c>opus-mt-fr-en</c>; none if they do not.</summary>
    /// <exception cref="InvalidDataException">The file is malformed.</exception>
    public static (string From, string To)? LanguagesOf(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string file = Path.Combine(folder, "tokenizer_config.json");
        if (File.Exists(file) && JsonKeys.Read(file) is var keys && keys.Has("source_lang") && keys.Has("target_lang")) return (keys.Text("source_lang"), keys.Text("target_lang"));
        Match name = NameOfOpus().Match(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        return name.Success ? (name.Groups[1].Value, name.Groups[2].Value) : null;
    }

    /// <summary>Reads a checkpoint and tries it: a sentence of its own pieces is translated step by step and as a whole, which must give the same bits.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="from">The source language.</param>
    /// <param name="to">The target language.</param>
    /// <exception cref="InvalidDataException">A file is missing, malformed, or does not fit the others; the message names file and fault.</exception>
    public static MarianImported Read(string folder, string from, string to)
    {
        MarianCheckpoint checkpoint = MarianCheckpoint.Open(folder);
        IReadOnlyList<string> own;
        byte[] source, target;
        try
        {
            own = UnigramTokenizer.ReadVocabulary(folder);
            source = UnigramTokenizer.ReadModel(folder, UnigramTokenizer.SourceFile);
            target = UnigramTokenizer.ReadModel(folder, UnigramTokenizer.TargetFile);
        }
        catch (FileNotFoundException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        string vocabulary = Path.Combine(folder, UnigramTokenizer.VocabularyFile);
        checkpoint.RequireVocabulary(own, vocabulary);
        int unknown = own.ToList().IndexOf("<unk>");
        TranslationModel model = checkpoint.Read(from, to, unknown < 0 ? null : unknown);
        string[] pieces = new string[checkpoint.Size];
        for (int token = 0; token < own.Count; token++) pieces[checkpoint.TokenOf[token]] = own[token];
        (pieces[Vocabulary.Pad], pieces[Vocabulary.Start], pieces[Vocabulary.End], pieces[Vocabulary.Unknown]) = ("<pad>", "<s>", "</s>", "<unk>");
        var tokenizer = new UnigramTokenizer(source, target, pieces, Path.Combine(folder, UnigramTokenizer.SourceFile), Path.Combine(folder, UnigramTokenizer.TargetFile));
        foreach ((string name, double share) in ((string, double)[])[(UnigramTokenizer.SourceFile, tokenizer.SourceShare), (UnigramTokenizer.TargetFile, tokenizer.TargetShare)])
            if (share < LeastShare) throw new InvalidDataException($"{vocabulary}: only {100 * share:F0} % of the pieces of {name} are there; the two are not of one model.");
        ModelDescription.Try(model, tokenizer, folder);
        return new MarianImported(model, tokenizer, checkpoint.Tensors, checkpoint.StoredAs, tokenizer.SourceShare, tokenizer.TargetShare, [.. tokenizer.Languages], checkpoint.MostPositions);
    }

    [GeneratedRegex("^opus-mt(?:-tc-[a-z]+)?-([A-Za-z_]+)-([A-Za-z_]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NameOfOpus();
}
