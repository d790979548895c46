namespace Heed.Studio.Api;

/// <summary>All that can be asked of the service: the document, the reference page and the addresses are made from it.</summary>
internal static class ApiCatalogue
{
    private static readonly int[] OfBodies = [400, 401, 403, 404, 408, 413, 415, 429, 500, 503, 504];

    /// <summary>Every operation, in the order in which they are shown.</summary>
    public static IReadOnlyList<ApiOperation> All { get; } =
    [
        new("translate", "POST", "/v1/translate")
        {
            Request = typeof(TranslateRequest),
            Answer = typeof(TranslateAnswer),
            Example = """{"texts": ["Le chat dort.", "Où est la gare ?"], "nBest": 2}""",
            Faults = OfBodies,
        },
        new("stream", "POST", "/v1/translate/stream")
        {
            Request = typeof(TranslateRequest),
            Events = [("partial", typeof(PartialAnswer)), ("translation", typeof(StreamedAnswer)), ("done", typeof(DoneAnswer))],
            ContentType = StreamEndpoint.ContentType,
            Example = """{"text": "Le chat dort. Il rêve de souris."}""",
            Faults = OfBodies,
        },
        new("attend", "POST", "/v1/attend")
        {
            Request = typeof(AttendRequest),
            Answer = typeof(AttendAnswer),
            Example = """{"source": "Le chat dort.", "target": "The cat is asleep."}""",
            Faults = OfBodies,
        },
        new("align", "POST", "/v1/align")
        {
            Request = typeof(AlignRequest),
            Answer = typeof(AlignAnswer),
            Example = """{"pairs": [{"source": "Le chat dort.", "target": "The cat is asleep."}], "words": "split"}""",
            Faults = OfBodies,
        },
        new("models", "GET", "/v1/models") { Answer = typeof(ModelsAnswer), Faults = [401, 403, 429, 503] },
        new("live", "GET", "/health/live") { Answer = typeof(HealthAnswer), Faults = [403] },
        new("ready", "GET", "/health/ready") { Answer = typeof(HealthAnswer), Faults = [401, 403, 503] },
        new("metrics", "GET", "/metrics") { ContentType = "text/plain", Faults = [401, 403] },
    ];

    /// <summary>The operation of this name.</summary>
    public static ApiOperation Of(string id) => All.First(operation => operation.Id == id);
}
