using System.Text.Json;

namespace Heed.Studio.Runs;

/// <summary>Lines of a run's files. What is in them may come from anyone: a line that is not as it should be gives nothing.</summary>
internal static class RunLines
{
    private const int LongestText = 2000, MostSamples = 20;
    private const long MostSteps = 1L << 48;                                                // more is no count, and no axis can be made of it
    private const double LargestNumber = 1e30;

    /// <summary>A line of <c>metrics.jsonl</c>: a step with its tokens, or a validation.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out (RunPoint Point, long Tokens)? step, out RunValidation? validation)
    {
        (step, validation) = (null, null);
        if (Parse(line) is not { } json) return false;
        using (json)
        {
            JsonElement of = json.RootElement;
            if (!Whole(of, "step", out long at)) return false;
            if (Number(of, "devPerplexity", out double perplexity) && Number(of, "devBleu", out double bleu)) validation = new RunValidation(at, perplexity, bleu);
            else if (Number(of, "loss", out double loss) && Number(of, "learningRate", out double rate) && Number(of, "gradientNorm", out double norm) && Whole(of, "tokens", out long tokens)) step = (new RunPoint(at, loss, rate, norm), tokens);
            else return false;
            return true;
        }
    }

    /// <summary>A line of <c>samples.jsonl</c>.</summary>
    public static RunSamples? ReadSamples(ReadOnlySpan<byte> line)
    {
        if (Parse(line) is not { } json) return null;
        using (json)
        {
            JsonElement of = json.RootElement;
            if (!Whole(of, "step", out long step) || !of.TryGetProperty("samples", out JsonElement samples) || samples.ValueKind != JsonValueKind.Array) return null;
            var sentences = new List<RunSample>();
            foreach (JsonElement sample in samples.EnumerateArray().Take(MostSamples))
            {
                if (sample.ValueKind != JsonValueKind.Object) return null;
                sentences.Add(new RunSample(Text(sample, "source"), Text(sample, "reference"), Text(sample, "translation")));
            }
            return new RunSamples(step, sentences);
        }
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = JsonDocument.Parse(line.ToArray(), new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.EnumerateObject().All(static member => member.Name.Length > 0)) return json;
            json.Dispose();
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;                                                                    // no JSON, or a name with half of a pair of surrogates
        }
    }

    private static bool Whole(JsonElement of, string name, out long value)
    {
        value = 0;
        return of.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out value) && value is >= 0 and <= MostSteps;
    }

    private static bool Number(JsonElement of, string name, out double value)
    {
        value = 0;
        return of.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out value) && Math.Abs(value) <= LargestNumber;
    }

    private static string Text(JsonElement of, string name)
    {
        try
        {
            string text = of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            return text.Length <= LongestText ? text : text[..LongestText] + "…";
        }
        catch (InvalidOperationException)
        {
            return "";                                                                      // half of a pair of surrogates is no text
        }
    }
}
