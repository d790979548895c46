using Heed.Text;

namespace Heed.Decoding;

/// <summary>What a request says of a text, as tokens that the translations of its parts must have.</summary>
internal sealed class TextConstraints(Tokenizer tokenizer, TargetPieces pieces)
{
    /// <summary>What the translation of each part must have.</summary>
    public PartConstraint[] Of(SourceText source, TranslationRequest request, SearchOptions options)
    {
        Glossary[] glossaries = [.. new[] { request.Terms, options.Terms }.OfType<Glossary>()];
        string prefix = request.Prefix.TrimStart();
        if (glossaries.Length == 0 && prefix.Length == 0) return [.. source.Parts.Select(static _ => PartConstraint.None)];
        (string Text, bool IsWhole)[] beginnings = Divide(prefix, source.Parts.Count);
        return [.. source.Parts.Select((part, i) => Of(part, beginnings[i].Text, beginnings[i].IsWhole, glossaries))];
    }

    /// <summary>The same with terms more.</summary>
    public PartConstraint With(PartConstraint constraint, TokenizedText part, IEnumerable<(TextSpan Span, string Target)> terms)
    {
        var warnings = new List<string>();
        RequiredTerm[] more = [.. Terms(part, terms, warnings)];
        return more.Length == 0 ? constraint : new PartConstraint(
            new TargetConstraint(constraint.Constraint?.Prefix, [.. (constraint.Constraint?.Terms ?? []).Concat(more).Take(TargetConstraint.MostTerms)]), [.. constraint.Warnings, .. warnings]);
    }

    private PartConstraint Of(TokenizedText part, string beginning, bool isWhole, Glossary[] glossaries)
    {
        var warnings = new List<string>();
        var found = new List<(TextSpan Span, string Target)>();
        foreach (Glossary glossary in glossaries)
            foreach ((TextSpan span, string target) in glossary.Find(part.Text, new TextSpan(0, part.Text.Length)))
                if (found.TrueForAll(other => other.Span.End <= span.Start || other.Span.Start >= span.End)) found.Add((span, target));
        RequiredTerm[] terms = [.. Terms(part, found, warnings)];
        if (terms.Length > TargetConstraint.MostTerms) warnings.Add($"it has {terms.Length} terms; the first {TargetConstraint.MostTerms} count");
        TargetPrefix? prefix = beginning.Length == 0 ? null : TargetPrefix.Of(beginning, isWhole, tokenizer, pieces);
        if (prefix is null && beginning.Length > 0) warnings.Add($"the prefix \"{TranslationParts.Beginning(beginning)}\" has characters that this model's vocabulary lacks; it was left out");
        return new PartConstraint(prefix is null && terms.Length == 0 ? null : new TargetConstraint(prefix, [.. terms.Take(TargetConstraint.MostTerms)]), warnings);
    }

    private IEnumerable<RequiredTerm> Terms(TokenizedText part, IEnumerable<(TextSpan Span, string Target)> found, List<string> warnings)
    {
        foreach ((TextSpan span, string target) in found)
        {
            string source = part.Text[span.Start..span.End];
            if (RequiredTerm.Of(source, target, part, span, tokenizer) is { } term) yield return term;
            else warnings.Add($"the term \"{TranslationParts.Beginning(target)}\" for \"{TranslationParts.Beginning(source)}\" has characters that this model's vocabulary lacks; it was left out");
        }
    }

    // Sentences of the prefix go to the text's first parts, one each: all but the last are whole, and the last too where white space and what would be a new sentence come behind it.
    private static (string Text, bool IsWhole)[] Divide(string prefix, int parts)
    {
        var divided = new (string, bool)[parts];
        Array.Fill(divided, ("", false));
        IReadOnlyList<TextSpan> sentences = Sentences.Split(prefix);
        bool lastIsWhole = prefix.Length > 0 && char.IsWhiteSpace(prefix[^1]) && Sentences.Split(prefix + "A").Count > sentences.Count;
        for (int i = 0; i < Math.Min(parts, sentences.Count); i++)
        {
            bool isLastPart = i == parts - 1, isLast = isLastPart || i == sentences.Count - 1;
            divided[i] = isLast && (isLastPart || !lastIsWhole) ? (prefix[sentences[i].Start..], false) : (prefix[sentences[i].Start..sentences[i].End], true);
        }
        return divided;
    }
}
