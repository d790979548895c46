using Heed.Studio.Security;
using Heed.Text;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Api;

/// <summary><c>POST /v1/align</c>: which words of pairs belong together, by attention.</summary>
internal sealed class AlignEndpoint(ApiModels models, ComputeGate gate, StudioLimits limits, ServiceLog log)
{
    public async Task AnswerAsync(HttpContext context)
    {
        AlignRequest request = await JsonBody.ReadAsync<AlignRequest>(context);
        IReadOnlyList<SentencePair> pairs = PairsOf(request);
        Func<string, string, WordedText> words = request.Words switch
        {
            null or "split" => static (text, _) => WordedText.Split(text.Trim()),
            "space" => static (text, _) => WordedText.Spaced(text.Trim()),
            "tokens" => WordedText.Tokens,
            _ => throw JsonBody.Bad("words: there are split, space and tokens."),
        };
        (string name, Translator translator) = await models.GetAsync(request.Model, context.RequestAborted);
        AttendEndpoint.RequireAttention(translator);
        log.Texts(name, [.. pairs.Select(static pair => pair.Source)]);
        CancellationToken cancellation = context.RequestAborted;
        var alignments = new List<AlignmentAnswer>(pairs.Count);
        foreach (SentencePair pair in pairs)
            alignments.Add(await gate.RunAsync(() => Align(translator, pair, words, cancellation), cancellation));
        await Answers.WriteAsync(context, new AlignAnswer(name, alignments));
    }

    private static AlignmentAnswer Align(Translator translator, SentencePair pair, Func<string, string, WordedText> words, CancellationToken cancellation)
    {
        WordedText source = words(pair.Source, translator.Config.From), target = words(pair.Target, translator.Config.To);
        return AlignmentAnswer.Of(translator.Align([source], [target], cancellation: cancellation)[0], translator.Scores([source.Text], [target.Text], cancellation)[0]);
    }

    private IReadOnlyList<SentencePair> PairsOf(AlignRequest request)
    {
        bool single = request.Source is not null || request.Target is not null;
        if (single == request.Pairs is not null) throw JsonBody.Bad("Give source and target, or pairs for several.");
        if (single && (request.Source is null || request.Target is null)) throw JsonBody.Bad($"{(request.Source is null ? "source" : "target")}: it is missing.");
        IReadOnlyList<SentencePair> pairs = request.Pairs ?? [new SentencePair { Source = request.Source!, Target = request.Target! }];
        if (pairs.Count > limits.TextsPerRequest) throw Limits.TooLarge($"pairs: {pairs.Count:N0} are given, {limits.TextsPerRequest:N0} at most are taken at a time.");
        for (int i = 0; i < pairs.Count; i++)
        {
            string place = single ? "" : $"pairs[{i}].";
            Limits.Check($"{place}source", pairs[i].Source, limits.PairCharacters);
            Limits.Check($"{place}target", pairs[i].Target, limits.PairCharacters);
        }
        return pairs;
    }
}
