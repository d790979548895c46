using Heed.Decoding;
using Heed.Layers;
using Heed.Studio.Security;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Api;

/// <summary><c>POST /v1/attend</c>: the attention of a layer to a sentence, along its translation or one that is given.</summary>
internal sealed class AttendEndpoint(ApiModels models, ComputeGate gate, StudioLimits limits, ServiceLog log)
{
    public async Task AnswerAsync(HttpContext context)
    {
        AttendRequest request = await JsonBody.ReadAsync<AttendRequest>(context);
        Limits.Check("source", request.Source, limits.PairCharacters);
        Limits.Check("target", request.Target ?? "", limits.PairCharacters);
        (string name, Translator translator) = await models.GetAsync(request.Model, context.RequestAborted);
        RequireAttention(translator);
        log.Texts(name, [request.Source]);
        CancellationToken cancellation = context.RequestAborted;
        AttendAnswer answer = await gate.RunAsync(() => Look(name, translator, request, cancellation), cancellation);
        await Answers.WriteAsync(context, answer);
    }

    /// <exception cref="ProblemException">The model has no attention.</exception>
    public static void RequireAttention(Translator translator)
    {
        if (translator.Config.Score == "none") throw JsonBody.Bad("model: this one has no attention to look at.");
    }

    private static AttendAnswer Look(string name, Translator translator, AttendRequest request, CancellationToken cancellation)
    {
        TracedTranslation trace;
        try
        {
            trace = translator.Trace(request.Source, request.Target, cancellation: cancellation);
        }
        catch (ArgumentException e)
        {
            throw JsonBody.Bad($"source: {e.Message.Split(" (Parameter", 2)[0]}");
        }
        int layer = request.Layer is null ? trace.AligningLayer : Enumerable.Range(0, trace.Layers.Count).FirstOrDefault(l => trace.Layers[l].Name == request.Layer, -1);
        if (layer < 0) throw JsonBody.Bad($"layer: there is none of that name; there are {string.Join(", ", trace.Layers.Select(static of => of.Name))}.");
        TracedLayer of = trace.Layers[layer];
        if (request.Head is { } head && (head < 0 || head >= of.Heads)) throw JsonBody.Bad($"head: {of.Name} has heads 0 to {of.Heads - 1}, there is no {head}.");
        bool pieces = request.Pieces ?? false;
        bool aligns = request.Layer is null && request.Head is null;
        int? asked = aligns ? null : layer;
        float[,] weights = pieces ? trace.Weights(asked, request.Head) : trace.WordWeights(asked, request.Head);
        float[] flat = new float[weights.Length];
        Buffer.BlockCopy(weights, 0, flat, 0, flat.Length * sizeof(float));
        Translation translation = trace.Translation;
        return new AttendAnswer(name, translation.Source, translation.Text, Numbers.Finite(translation.Score), of.Name, aligns ? trace.AligningHead : request.Head, aligns && trace.AligningStep == AlignmentStep.Read ? "read" : "written", pieces ? of.Asking.Pieces : of.Asking.Words,
            pieces ? of.Attended.Pieces : of.Attended.Words, Numbers.Rows(flat, weights.GetLength(1)), [.. trace.Layers.Select(static l => new LayerAnswer(l.Name, l.Heads))]);
    }
}
