#:project ../src/Heed/Heed.csproj

// A program of one file that starts at once: compiled ahead of time it needs no .NET where it runs.
// From the root of a clone: dotnet publish samples/10-console.cs -r linux-x64 -p:IlcInstructionSet=x86-64-v3 -o artifacts/console, then artifacts/console/10-console "Il fait beau."
using Heed;
using Heed.Models;

Translator translator = Translator.Load(ModelFolder.Resolve("fr-en"));
foreach (string text in args.Length > 0 ? args : ["Où est la gare ?"])
    Console.WriteLine(translator.Translate(text).Text);
