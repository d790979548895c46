using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Heed.Studio.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Heed.Studio.Api;

/// <summary>Reads a request's body strictly, and says where a fault is.</summary>
internal static class JsonBody
{
    private const string Title = "Bad request";

    /// <exception cref="ProblemException">It is no JSON, not UTF-8, or not what is expected.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context) where T : class
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || context.Request.Headers.ContentEncoding.Count > 0)
            throw new ProblemException(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", "The body must be JSON in UTF-8, not compressed: Content-Type: application/json.");
        byte[] body = await BytesAsync(context.Request.BodyReader, context.RequestAborted);
        return Parse<T>(body);
    }

    /// <summary>Reads bytes.</summary>
    /// <exception cref="ProblemException">They are no JSON, not UTF-8, or not what is expected.</exception>
    public static T Parse<T>(byte[] body) where T : class
    {
        if (Utf8Fault(body) is { } at) throw Bad($"byte {at + 1:N0}: this is not UTF-8.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ApiJson.Depth, AllowDuplicateProperties = false });
            JsonShape.Check(document.RootElement, ApiJson.Options.GetTypeInfo(typeof(T)), "");
            return document.RootElement.Deserialize<T>(ApiJson.Options)!;
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $"line {line + 1:N0}, byte {e.BytePositionInLine + 1:N0}: " : "";
            throw Bad($"{place}{Reason(e.Message)}");
        }
        catch (InvalidOperationException)
        {
            throw Bad("a text or a name holds half of a surrogate pair, which is no character.");
        }
    }

    /// <summary>A request that does not fit.</summary>
    public static ProblemException Bad(string detail) => new(StatusCodes.Status400BadRequest, Title, detail);

    private static async Task<byte[]> BytesAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation);
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            byte[] body = read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            return body;
        }
    }

    private static int? Utf8Fault(ReadOnlySpan<byte> body)
    {
        for (int at = 0; at < body.Length;)
        {
            OperationStatus status = Rune.DecodeFromUtf8(body[at..], out _, out int bytes);
            if (status != OperationStatus.Done) return at;
            at += bytes;
        }
        return null;
    }

    // Without the place that the reader adds in its own words, and without what it is built of.
    private static string Reason(string message)
    {
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = place < 0 ? message : message[..place];
        return reason.Contains("MaxDepth", StringComparison.OrdinalIgnoreCase) || reason.Contains("maximum configured depth", StringComparison.OrdinalIgnoreCase) ? $"objects and arrays are nested deeper than {ApiJson.Depth}." : $"this is no JSON: {reason}";
    }
}
