#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Translates a sentence. Run from the root of a clone: dotnet run -c Release samples/01-translate.cs -- "Il fait beau."
using Heed;
using Heed.Models;

Translator translator = Translator.Load(ModelFolder.Resolve("fr-en"));
foreach (string text in args is [] ? ["La voiture rouge de mon père est dans le garage."] : args)
    Console.WriteLine(translator.Translate(text).Text);
