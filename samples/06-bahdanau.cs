#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Bahdanau's translator: translates, and shows for each English word the French word that it attended to most.
// Run from the root of a clone: dotnet run -c Release samples/06-bahdanau.cs -- "Il fait beau."
using Heed;
using Heed.Decoding;
using Heed.Models;
using Heed.Visuals;

Translator translator = Translator.Load(ModelFolder.Resolve("fr-en"));
string text = args is [string given, ..] ? given : "J'ai une voiture rouge.";
Translation translation = translator.Translate(text);
Console.WriteLine(translation.Text);

var map = new AttentionMap(translation.SourceWords, translation.TargetWords, translation.Attention);
for (int target = 0; target < map.TargetWords.Count; target++)
{
    int source = map.StrongestSource(target);
    Console.WriteLine($"{map.TargetWords[target],-12} {map[target, source],5:P0} {map.SourceWords[source]}");
}
Console.WriteLine(new AttentionHeatmap(map).ToTerminal(TerminalStyle.Shades, width: 80));
