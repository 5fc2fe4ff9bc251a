import { answerQuestions } from '../worker/answering.ts';
import { timeSteps } from './measure.ts';

answerQuestions(timeSteps);
