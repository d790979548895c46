#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Trains a translator for five minutes on the messages of the .NET SDK, which are on every machine that can run this.
// Run from the root of a clone: dotnet run -c Release samples/09-train.cs
using Heed;
using Heed.Text.Corpora;
using Heed.Training;

var options = new TrainingOptions
{
    Corpora = [CorpusSpec.Parse("sdk:de-en")],
    From = "de",
    To = "en",
    Out = "runs/de-en",
    MaxTime = TimeSpan.FromMinutes(5),
};
TrainingFinished finished = Trainer.Run(options, new Printer());
Console.WriteLine($"{finished.Reason}: BLEU {finished.BestBleu:F1} at step {finished.BestStep}");
Console.WriteLine(Translator.Load(options.Out).Translate("Die Datei wurde nicht gefunden.").Text);

internal sealed class Printer : IProgress<TrainingEvent>
{
    public void Report(TrainingEvent value)
    {
        if (value is TrainingValidated v) Console.WriteLine($"step {v.Step}: BLEU {v.Bleu:F1}, {v.SampleSource} → {v.SampleTranslation}");
    }
}
