#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// A web API: one translator for all requests, a request's work stopped when its client goes away, texts answered as they are ready.
// It runs in its own folder, so it is told where the models are. From the root of a clone: HEED_MODELS=$PWD/models dotnet run -c Release samples/11-web-api.cs, then
// curl localhost:5000/translate -d '"Il fait beau."' -H "Content-Type: application/json"
// curl localhost:5000/stream -d '["Il fait beau.", "Où est la gare ?"]' -H "Content-Type: application/json"
using System.Runtime.CompilerServices;
using Heed;
using Heed.Decoding;
using Microsoft.AspNetCore.Mvc;

const int MostCharacters = 5000;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddHeedTranslator("fr-en");
WebApplication app = builder.Build();

app.MapPost("/translate", ([FromBody] string text, ITranslator translator, CancellationToken gone) => text.Length > MostCharacters
    ? Results.Problem($"A text has at most {MostCharacters:N0} characters.", statusCode: 413)
    : Results.Ok(Answer.Of(translator.Translate([text], cancellation: gone)[0])));

app.MapPost("/stream", ([FromBody] string[] texts, ITranslator translator, CancellationToken gone) => Answers(texts, translator, gone));

app.Run();

static async IAsyncEnumerable<Answer> Answers(string[] texts, ITranslator translator, [EnumeratorCancellation] CancellationToken gone)
{
    await foreach (Translation translation in translator.TranslateAsync(texts.ToAsyncEnumerable(), cancellation: gone)) yield return Answer.Of(translation);
}

internal sealed record Answer(string Text, double Score, IReadOnlyList<string> Words)
{
    public static Answer Of(Translation translation) => new(translation.Text, translation.Score, translation.TargetWords);
}
