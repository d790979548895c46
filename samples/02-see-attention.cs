#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Shows what attention does: for each English word the French word it attended to most, and the heat map as SVG.
// Run from the root of a clone: dotnet run -c Release samples/02-see-attention.cs
using Heed;
using Heed.Decoding;
using Heed.Models;
using Heed.Visuals;

Translator translator = Translator.Load(ModelFolder.Resolve("fr-en"));
Translation translation = translator.Translate("La zone économique européenne est grande.");

var map = new AttentionMap(translation.SourceWords, translation.TargetWords, translation.Attention, translation.Source);
for (int target = 0; target < map.TargetWords.Count; target++)
{
    int source = map.StrongestSource(target);
    Console.WriteLine($"{map.TargetWords[target],-12} {map[target, source],5:P0} {map.SourceWords[source]}");
}
File.WriteAllText("attention.svg", new AttentionHeatmap(map).ToSvg());
