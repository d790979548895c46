using Heed.Decoding;
using Heed.Studio.Security;
using Heed.Studio.Translating;
using Heed.Text;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Api;

/// <summary><c>POST /v1/translate</c>: texts in, translations out, together with those of other requests.</summary>
internal sealed class TranslateEndpoint(ApiModels models, TranslationQueues queues, StudioLimits limits, ServiceLog log)
{
    private const int MostTerms = 1000, LongestTerm = 100;

    public async Task AnswerAsync(HttpContext context)
    {
        TranslateRequest request = await JsonBody.ReadAsync<TranslateRequest>(context);
        IReadOnlyList<TranslationRequest> texts = TextsOf(request);
        SearchOptions options = OptionsOf(request);
        (string name, Translator translator) = await models.GetAsync(request.Model, context.RequestAborted);
        CheckFor(translator, options);
        log.Texts(name, [.. texts.Select(static text => text.Text)]);
        Translation[] translations = await Task.WhenAll(queues.Of(name, translator).Add(texts, options, context.RequestAborted));
        bool attention = request.Attention ?? false;
        await Answers.WriteAsync(context, new TranslateAnswer(name, translator.Config.From, translator.Config.To, [.. translations.Select(translation => TranslationAnswer.Of(translation, attention))]));
    }

    /// <summary>The texts that are asked for.</summary>
    /// <exception cref="ProblemException">None or too many are given, or one is too long.</exception>
    public IReadOnlyList<TranslationRequest> TextsOf(TranslateRequest request)
    {
        if (request.Text is null == request.Texts is null) throw JsonBody.Bad("Give text, or texts for several.");
        IReadOnlyList<string> texts = request.Texts ?? [request.Text!];
        if (texts.Count > limits.TextsPerRequest) throw Limits.TooLarge($"texts: {texts.Count:N0} texts are given, {limits.TextsPerRequest:N0} at most are taken at a time.");
        for (int i = 0; i < texts.Count; i++) Limits.Check(request.Texts is null ? "text" : $"texts[{i}]", texts[i], limits.Characters);
        Limits.Check("prefix", request.Prefix ?? "", limits.PairCharacters);
        Glossary? terms = request.Terms is { Count: > 0 } given ? TermsOf(given) : null;
        return [.. texts.Select(text => new TranslationRequest(text) { Prefix = request.Prefix ?? "", Terms = terms })];
    }

    private static Glossary TermsOf(IReadOnlyList<TermPair> terms)
    {
        if (terms.Count > MostTerms) throw Limits.TooLarge($"terms: {terms.Count:N0} terms are given, {MostTerms:N0} at most are taken.");
        var glossary = new Glossary();
        for (int i = 0; i < terms.Count; i++)
        {
            (string source, string target) = (terms[i].Source.Trim(), terms[i].Target.Trim());
            if (source.Length == 0 || target.Length == 0) throw JsonBody.Bad($"terms[{i}]: source and target need a word each.");
            Limits.Check($"terms[{i}].source", source, LongestTerm);
            Limits.Check($"terms[{i}].target", target, LongestTerm);
            glossary.Add(source, target);
        }
        return glossary;
    }

    /// <summary>Whether a model has what a search needs.</summary>
    /// <exception cref="ProblemException">It has not.</exception>
    public static void CheckFor(Translator translator, SearchOptions options)
    {
        if (options.CoverageWeight > 0 && translator.Config.Score == "none") throw JsonBody.Bad("coverageWeight: this model has no attention to compute a coverage from.");
        if (options.CopyNames && translator.Config.Score == "none") throw JsonBody.Bad("copyNames: this model has no attention to tell which word stands for a name.");
    }

    /// <summary>How to search.</summary>
    /// <exception cref="ProblemException">A value is out of range.</exception>
    public static SearchOptions OptionsOf(TranslateRequest request)
    {
        var usual = new SearchOptions();
        int best = request.NBest ?? usual.NBest;
        var options = new SearchOptions
        {
            Beam = request.Beam ?? Math.Max(usual.Beam, Math.Min(best, SearchOptions.MostTranslations)),
            NBest = best,
            LengthPenalty = request.LengthPenalty switch
            {
                null => usual.LengthPenalty,
                "power" => LengthPenalty.Power,
                "gnmt" => LengthPenalty.Gnmt,
                _ => throw JsonBody.Bad("lengthPenalty: there are power and gnmt."),
            },
            LengthExponent = request.LengthExponent ?? usual.LengthExponent,
            CoverageWeight = request.CoverageWeight ?? usual.CoverageWeight,
            CopyNames = request.CopyNames ?? usual.CopyNames,
            SplitSentences = request.SplitSentences ?? usual.SplitSentences,
        };
        try
        {
            return options.Validate();
        }
        catch (ArgumentException e)
        {
            throw JsonBody.Bad(e.Message);
        }
    }
}
